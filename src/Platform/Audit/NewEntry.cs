using System.Buffers.Binary;
using System.Security.Cryptography;
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
    private static int _made = RandomNumberGenerator.GetInt32(1 << 24);

    public async ValueTask<AuditEntry> OfAsync(Act act, CancellationToken cancellationToken)
    {
        var caller = accessor.Caller;
        var request = requests.HttpContext;
        var now = clock.GetUtcNow().ToUniversalTime();
        var at = now.AddTicks(-(now.Ticks % TicksOfMicrosecond));
        var entry = new AuditEntry
        {
            Id = NextId(at),
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
            Address = AddressOf(request),
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

    /// <summary>A UUID of version 7 that is greater than those this process made before in the same millisecond: entries of one moment read in their order.</summary>
    private static Guid NextId(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(at).TryWriteBytes(bytes, bigEndian: true, out _);
        // The version and the variant stay where they belong, then it counts; the last bytes are random.
        (bytes[6], bytes[7], bytes[8]) = (0x70, 0, 0x80);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[9..], (uint)Interlocked.Increment(ref _made));
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Where a request comes from; an IPv4 address reads as one, whatever the listener is.</summary>
    public static string? AddressOf(HttpContext? request)
    {
        var address = request?.Connection.RemoteIpAddress;
        return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();
    }

    private static string? Fit(string? text, int longest) => text is null ? null : AttributeText.Fit(text, longest);
}
