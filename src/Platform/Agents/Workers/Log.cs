using Microsoft.Extensions.Logging;
using Platform.Contracts.Ids;

namespace Platform.Agents.Workers;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "Agent {ProcessId}: {Line}")]
    public static partial void AgentSaid(this ILogger log, int processId, string line);

    [LoggerMessage(LogLevel.Warning, "Agent {ProcessId} did not take {Job}.")]
    public static partial void JobNotTaken(this ILogger log, Exception exception, int processId, JobId job);

    [LoggerMessage(LogLevel.Debug, "Agent {ProcessId} is warm.")]
    public static partial void AgentIsWarm(this ILogger log, int processId);

    [LoggerMessage(LogLevel.Warning, "Agent {ProcessId} ended with code {ExitCode} while it waited for a job; another one is started.")]
    public static partial void WarmAgentEnded(this ILogger log, int processId, int exitCode);

    [LoggerMessage(LogLevel.Error, "No agent could be started: {Reason} Trying again in {Pause}.")]
    public static partial void AgentNotStarted(this ILogger log, string reason, TimeSpan pause);

    [LoggerMessage(LogLevel.Error, "This node carries out no runs: {Problem}")]
    public static partial void SandboxImpossible(this ILogger log, string problem);

    [LoggerMessage(LogLevel.Warning, "This node could not tell the others how it is doing.")]
    public static partial void PresenceNotTold(this ILogger log, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Sandbox:Mode is None: whatever a configuration runs has the rights of this server. Use it only where every configuration is trusted as much as the server itself.")]
    public static partial void NoSandbox(this ILogger log);
}
