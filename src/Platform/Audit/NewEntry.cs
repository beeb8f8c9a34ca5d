using Microsoft.AspNetCore.Http;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;

namespace Platform.Audit;

/// <summary>What happened to which thing; who did it, from where and when is known of the scope.</summary>
internal sealed record Act(string Action, string ResourceType, string? ResourceId, ActPlace Place)
{
    public AuditOutcome Outcome { get; init; }
    public string? Reason { get; init; }
    public int Count { get; init; } = 1;
    public string? Changes { get; init; }
}

/// <summary>Where the thing is.</summary>
internal readonly record struct ActPlace(OrganizationId? Organization, ProjectId? Project = null, WorkspaceId? Workspace = null);

/// <summary>Makes entries of the audit trail in the name of whoever acts in this scope.</summary>
internal sealed class NewEntry(AuditKey key, CallerAccessor accessor, IHttpContextAccessor requests, TimeProvider clock)
{
    private const int TicksOfMicrosecond = 10;

    public async ValueTask<AuditEntry> OfAsync(Act act, CancellationToken cancellationToken)
    {
        var caller = accessor.Caller;
        var request = requests.HttpContext;
        var now = clock.GetUtcNow().ToUniversalTime();
        var at = now.AddTicks(-(now.Ticks % TicksOfMicrosecond));
        var entry = new AuditEntry
        {
            Id = Guid.CreateVersion7(at),
            At = at,
            OrganizationId = act.Place.Organization,
            ProjectId = act.Place.Project,
            WorkspaceId = act.Place.Workspace,
            ActorKind = caller.Kind,
            ActorId = caller.UserId?.Value ?? caller.RunId?.Value ?? caller.OrganizationId?.Value,
            ActorName = Fit(caller.UserName, AuditEntry.LongestName),
            TokenId = caller.TokenId,
            TeamId = caller.TeamId,
            RunId = caller.RunId,
            Address = request?.Connection.RemoteIpAddress?.ToString(),
            RequestId = request?.TraceIdentifier,
            Action = act.Action,
            ResourceType = act.ResourceType,
            ResourceId = Fit(act.ResourceId, AuditEntry.LongestId),
            Outcome = act.Outcome,
            Reason = Fit(act.Reason, AuditEntry.LongestReason),
            Count = act.Count,
            Changes = act.Changes,
        };
        entry.Mac = EntryDigest.OfEntry(await key.FindAsync(cancellationToken), entry);
        return entry;
    }

    private static string? Fit(string? text, int longest) => text is null ? null : AttributeText.Fit(text, longest);
}
