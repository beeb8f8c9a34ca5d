using Platform.Contracts.Ids;

namespace Platform.Events;

/// <summary>The names under which changes are announced.</summary>
public static class EventTopics
{
    /// <summary>A run moved, or its plan or apply did.</summary>
    public static string Run(RunId run) => run.Value;

    /// <summary>A workspace changed: its settings, its lock, its current run or state.</summary>
    public static string Workspace(WorkspaceId workspace) => workspace.Value;

    /// <summary>A workspace of the organization changed, or one of its runs moved.</summary>
    public static string Organization(OrganizationId organization) => organization.Value;

    /// <summary>A log grew or ended; <paramref name="phase"/> is the plan's or apply's id.</summary>
    public static string Log(string phase) => $"log:{phase}";

    /// <summary>Something is wanted of a job's agent.</summary>
    public static string Job(JobId job) => job.Value;
}
