using System.Text.Json.Serialization;
using Platform.JsonApi;
using Platform.JsonApi.Description;

namespace Platform.Runs.Exports;

/// <summary>An export of a plan as the wire shows it (protocol.md §11.17).</summary>
internal static class PlanExportDocument
{
    public const string Type = "plan-exports";

    /// <summary>The one kind of export that there is: mocks of a plan for those who test Sentinel policies.</summary>
    public const string DataType = "sentinel-mock-bundle-v0";

    public static Resource Of(PlanExport export, DateTimeOffset now)
    {
        var self = $"/api/v2/plan-exports/{export.Id}";
        var status = export.StatusAt(now);
        var links = new Dictionary<string, string> { ["self"] = self };
        if (status == PlanExportStatus.Finished)
        {
            links["download"] = $"{self}/download";
        }

        return new Resource(
            export.Id.Value,
            Type,
            new PlanExportAttributes(DataType, status, export.ErrorMessage, Times(export)),
            new Dictionary<string, Relationship> { ["plan"] = Relationship.ToOne("plans", export.PlanId.Value) },
            links);
    }

    private static Dictionary<string, DateTimeOffset> Times(PlanExport export)
    {
        var times = new Dictionary<string, DateTimeOffset> { ["queued-at"] = export.QueuedAt };
        if (export.EndedAt is { } ended)
        {
            times[export.Status == PlanExportStatus.Errored ? "errored-at" : "finished-at"] = ended;
        }

        // Said as soon as it is finished: until then it can be downloaded.
        if (export.ExpiresAt is { } expires)
        {
            times["expired-at"] = expires;
        }

        return times;
    }
}

/// <summary>The attributes of an export.</summary>
[ResourceType("plan-exports")]
internal sealed record PlanExportAttributes(
    string DataType, PlanExportStatus Status, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ErrorMessage,
    IReadOnlyDictionary<string, DateTimeOffset> StatusTimestamps);

/// <summary>What a client says of the export that it wants.</summary>
[ReadsRelationship("plan")]
internal sealed record PlanExportSettings
{
    public string? DataType { get; init; }
}
