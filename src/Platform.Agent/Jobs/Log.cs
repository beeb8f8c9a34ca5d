using Microsoft.Extensions.Logging;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;

namespace Platform.Agent.Jobs;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "Job {Job} ended: {Outcome}. Times: {Times}")]
    public static partial void JobEnded(this ILogger log, JobId job, JobOutcome outcome, string times);

    [LoggerMessage(LogLevel.Error, "Job {Job} could not be reported; what it left is kept in {Folder}. Reason: {Reason}")]
    public static partial void JobNotReported(this ILogger log, JobId job, string folder, string reason);

    [LoggerMessage(LogLevel.Error, "Step {Step} of job {Job} failed unexpectedly.")]
    public static partial void StepFaulted(this ILogger log, Exception fault, string step, JobId job);

    [LoggerMessage(LogLevel.Warning, "The start of the steps {Steps} could not be noted: {Reason}")]
    public static partial void StepsNotNoted(this ILogger log, string steps, string reason);

    [LoggerMessage(LogLevel.Error, "Job {Job} was reported, and something after it was not done: {Reason}")]
    public static partial void NotDoneAfterReport(this ILogger log, JobId job, string reason);

    [LoggerMessage(LogLevel.Error, "The log {Stream} could not be stored: {Reason}")]
    public static partial void LogNotStored(this ILogger log, LogStream stream, string reason);

    [LoggerMessage(LogLevel.Warning, "The folder {Folder} could not be deleted: {Reason}")]
    public static partial void FolderStays(this ILogger log, string folder, string reason);

    [LoggerMessage(LogLevel.Warning, "An agent that was ended left a state which the server never acknowledged; it is kept in {Folder}.")]
    public static partial void UndeliveredStateFound(this ILogger log, string folder);
}
