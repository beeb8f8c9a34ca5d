using Microsoft.Extensions.Logging;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;

namespace Platform.Runs;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run} of workspace {Workspace} was created and is {Status}.")]
    public static partial void RunCreated(this ILogger logger, RunId run, WorkspaceId workspace, RunStatus status);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run} is {Status}.")]
    public static partial void RunMoved(this ILogger logger, RunId run, RunStatus status);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run} was asked to stop ({Stop}).")]
    public static partial void StopRequested(this ILogger logger, RunId run, Contracts.Agents.StopRequest stop);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} ({Phase} of run {Run}) was claimed by {Node} with fence {Fence}.")]
    public static partial void JobClaimed(this ILogger logger, JobId job, PhaseKind phase, RunId run, string node, long fence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job} ({Phase} of run {Run}) lost its agent: {Reason}")]
    public static partial void JobLost(this ILogger logger, JobId job, PhaseKind phase, RunId run, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Job} ({Phase} of run {Run}) was queued, but its run is gone or cannot start it; the job is ended.")]
    public static partial void OrphanEnded(this ILogger logger, JobId job, PhaseKind phase, RunId run);

    [LoggerMessage(Level = LogLevel.Error, Message = "The sweep could not settle {What}; it goes on with the others and tries again.")]
    public static partial void SweepFailed(this ILogger logger, Exception exception, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep rang again for {Count} queued jobs that nobody was woken for.")]
    public static partial void SweepRang(this ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep moved on {Count} workspaces whose queue stood still.")]
    public static partial void SweepAdvanced(this ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Job} could not be prepared.")]
    public static partial void JobNotPrepared(this ILogger logger, Exception exception, JobId job);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The log of {Phase} could not be moved to the blob store; it stays in the database and is tried again.")]
    public static partial void LogNotArchived(this ILogger logger, Exception exception, string phase);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Configuration version {Configuration} asks to be run when it is uploaded, and was not: {Reason}")]
    public static partial void UploadNotRun(this ILogger logger, ConfigurationVersionId configuration, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Export {Export} of {Plan} was asked for.")]
    public static partial void PlanExportQueued(this ILogger logger, PlanExportId export, PlanId plan);

    [LoggerMessage(Level = LogLevel.Information, Message = "Export {Export} of {Plan} can be downloaded.")]
    public static partial void PlanExportMade(this ILogger logger, PlanExportId export, PlanId plan);

    [LoggerMessage(Level = LogLevel.Error, Message = "Export {Export} of {Plan} could not be made.")]
    public static partial void PlanExportFailed(this ILogger logger, Exception exception, PlanExportId export, PlanId plan);
}
