using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Runs.Exports;

/// <summary>What was asked of a plan to be downloaded: made after the request, kept for an hour.</summary>
public sealed class PlanExport : ConcurrentEntity
{
    public const int LongestErrorMessage = 1000;

    public required PlanExportId Id { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required RunId RunId { get; init; }
    public required PlanId PlanId { get; init; }

    /// <summary>The plan again while the export is to be made or can be downloaded, else null: a plan has one such export at a time.</summary>
    public PlanId? LivePlanId { get; private set; }

    public PlanExportStatus Status { get; private set; } = PlanExportStatus.Queued;
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>When it was finished or given up.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>One plain sentence when it could not be made.</summary>
    public string? ErrorMessage { get; private set; }

    /// <summary>How long a finished one can be downloaded.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(1);

    /// <summary>When a finished one is over.</summary>
    public DateTimeOffset? ExpiresAt => Status is PlanExportStatus.Finished or PlanExportStatus.Expired ? EndedAt + Lifetime : null;

    internal static PlanExport Of(Run run, DateTimeOffset now) => new()
    {
        Id = PlanExportId.New(), OrganizationId = run.OrganizationId, RunId = run.Id, PlanId = run.PlanId, LivePlanId = run.PlanId, QueuedAt = now,
    };

    /// <summary>Whether it can be downloaded.</summary>
    internal bool IsThere(DateTimeOffset now) => Status == PlanExportStatus.Finished && now < ExpiresAt;

    /// <summary>Where it stands: one whose hour is over is expired, though nobody may have noted it yet.</summary>
    internal PlanExportStatus StatusAt(DateTimeOffset now) => Status == PlanExportStatus.Finished && now >= ExpiresAt ? PlanExportStatus.Expired : Status;

    internal void Finish(DateTimeOffset now) => (Status, EndedAt) = (PlanExportStatus.Finished, now);

    internal void Fail(string reason, DateTimeOffset now) =>
        (Status, EndedAt, ErrorMessage, LivePlanId) = (PlanExportStatus.Errored, now, reason, null);

    internal void Expire() => (Status, LivePlanId) = (PlanExportStatus.Expired, null);
}

/// <summary>Where an export stands, in the wire's words.</summary>
public enum PlanExportStatus
{
    Queued,
    Finished,
    Errored,
    Expired,
}
