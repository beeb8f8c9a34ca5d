using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.Access;

namespace Platform.Audit;

/// <summary>How an entry reads on the wire: plain JSON in the form of TFE's audit trail, with more than that has in <c>meta</c> (protocol.md §11.16).</summary>
internal static class TrailDocument
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static TrailEntry Of(AuditEntry entry) => new(
        entry.Id.ToString(),
        "0",
        "Resource",
        entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        new TrailAuth(
            entry.ActorId,
            entry.ActorName,
            entry.ActorKind == CallerKind.Platform ? "System" : "Client",
            ImpersonatorId: null,
            entry.OrganizationId?.Value,
            JsonNamingPolicy.SnakeCaseLower.ConvertName(entry.ActorKind.ToString()),
            entry.TokenId?.Value,
            entry.TeamId?.Value,
            entry.RunId?.Value),
        new TrailRequest(entry.RequestId, entry.Address),
        new TrailResource(
            entry.ResourceId,
            entry.ResourceType,
            entry.Action,
            new TrailMeta(
                entry.Sequence,
                JsonNamingPolicy.SnakeCaseLower.ConvertName(entry.Outcome.ToString()),
                entry.Reason,
                entry.Count,
                entry.ProjectId?.Value,
                entry.WorkspaceId?.Value,
                entry.Changes is null ? null : JsonSerializer.Deserialize<JsonElement>(entry.Changes))));
}

internal sealed record TrailEntry(string Id, string Version, string Type, string Timestamp, TrailAuth Auth, TrailRequest Request, TrailResource Resource);

internal sealed record TrailAuth(
    string? AccessorId, string? Description, string Type, string? ImpersonatorId, string? OrganizationId, string Kind, string? TokenId, string? TeamId, string? RunId);

internal sealed record TrailRequest(string? Id, string? IpAddress);

internal sealed record TrailResource(string? Id, string Type, string Action, TrailMeta Meta);

/// <param name="Sequence">The entry's place in the chain; null in the moment before it is sealed.</param>
/// <param name="Outcome">Whether it was done or refused.</param>
/// <param name="Reason">Why it was refused.</param>
/// <param name="Count">How many attempts the entry stands for.</param>
/// <param name="ProjectId">The project that the thing is in.</param>
/// <param name="WorkspaceId">The workspace that the thing is or is in.</param>
/// <param name="Changes">Each property that changed, before and after.</param>
internal sealed record TrailMeta(long? Sequence, string Outcome, string? Reason, int Count, string? ProjectId, string? WorkspaceId, JsonElement? Changes);

internal sealed record TrailPage(IReadOnlyList<TrailEntry> Data, TrailPagination Pagination);

internal sealed record TrailPagination(int CurrentPage, int? PrevPage, int? NextPage, int TotalPages, int TotalCount);
