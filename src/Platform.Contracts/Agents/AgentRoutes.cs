using Platform.Contracts.Ids;
using Platform.Contracts.Runs;

namespace Platform.Contracts.Agents;

/// <summary>Every route of the agent API, relative to the platform's public address. All take the job's bearer token.</summary>
/// <remarks>
/// Each answers 410 with a JSON:API error when the job is no longer this agent's (another fence, finished, lost): the agent then stops the tool.
/// Network faults and 5xx are retried by the agent until its lease is over.
/// </remarks>
public static class AgentRoutes
{
    public const string Prefix = "/agent/v1";

    /// <summary>GET: the configuration archive (tar.gz).</summary>
    public static string Configuration(JobId job) => $"{Prefix}/jobs/{job}/configuration";

    /// <summary>GET: the workspace's current state, 204 when there is none. PUT with <c>?final=true|false</c>: changed state while applying, and the last one, which is taken even when the job was lost.</summary>
    public static string State(JobId job) => $"{Prefix}/jobs/{job}/state";

    /// <summary>GET (204 when absent) and PUT: one artifact.</summary>
    public static string Artifact(JobId job, JobArtifact artifact) => $"{Prefix}/jobs/{job}/artifacts/{artifact}";

    /// <summary>POST raw bytes with <c>?offset=N</c>: they begin at byte N of the stream. Bytes already stored are ignored, a gap answers 409. The answer is the new length as plain text.</summary>
    public static string Log(JobId job, LogStream stream) => $"{Prefix}/jobs/{job}/logs/{stream}";

    /// <summary>POST: still alive. The server holds the answer up to 5 s until a stop is asked for; answers a <see cref="JobHeartbeat"/>.</summary>
    public static string Heartbeat(JobId job) => $"{Prefix}/jobs/{job}/heartbeat";

    /// <summary>POST a list of <see cref="StepStarted"/>: which steps began since the last one, for the timeline.</summary>
    public static string Steps(JobId job) => $"{Prefix}/jobs/{job}/steps";

    /// <summary>POST a <see cref="JobReport"/>: the phase is over. Only the plan's JSON documents may still follow, for some minutes.</summary>
    public static string Report(JobId job) => $"{Prefix}/jobs/{job}/report";

    /// <summary>GET without a token: 204. A fresh agent calls it once so that TLS and HTTP are warm before a job comes.</summary>
    public const string Warm = $"{Prefix}/warm";
}

/// <summary>A step of a phase begins.</summary>
/// <param name="Step">Name of the step, for example <c>init</c> or <c>plan</c>.</param>
/// <param name="At">When the agent began it.</param>
public sealed record StepStarted(string Step, DateTimeOffset At);
