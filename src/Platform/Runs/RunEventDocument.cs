using Platform.JsonApi;
using Platform.JsonApi.Description;

namespace Platform.Runs;

/// <summary>How a line of a run's history reads on the wire (protocol.md §5.5).</summary>
internal static class RunEventDocument
{
    public const string Type = "run-events";

    public static Resource Of(RunEvent item) => new(
        item.Id.Value,
        Type,
        new RunEventAttributes(item.Action, item.Comment ?? "", item.At),
        new Dictionary<string, Relationship>
        {
            ["run"] = Relationship.ToOne(RunDocument.Type, item.RunId.Value),
            ["actor"] = Relationship.ToOne("users", item.ActorUserId?.Value),
            ["comment"] = Relationship.ToOne(RunCommentDocument.Type, item.Comment is null ? null : RunCommentDocument.IdOf(item)),
        });

    [ResourceType("run-events")]
    private sealed record RunEventAttributes(string Action, string Description, DateTimeOffset CreatedAt);
}
