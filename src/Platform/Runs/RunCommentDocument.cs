using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;

namespace Platform.Runs;

/// <summary>How a comment on a run reads on the wire.</summary>
/// <remarks>A comment is the line of the run's history that it came with, so the two ids differ in their prefix only.</remarks>
internal static class RunCommentDocument
{
    public const string Type = "comments";

    public static string IdOf(RunEvent item) => $"{CommentId.Prefix}{item.Id.Value.AsSpan(RunEventId.Prefix.Length)}";

    public static RunEventId EventOf(CommentId id) => RunEventId.Wrap($"{RunEventId.Prefix}{id.Value.AsSpan(CommentId.Prefix.Length)}");

    public static Resource Of(RunEvent item) => new(
        IdOf(item),
        Type,
        new CommentAttributes(item.Comment ?? "", item.At),
        new Dictionary<string, Relationship>
        {
            ["run"] = Relationship.ToOne(RunDocument.Type, item.RunId.Value),
            ["run-event"] = Relationship.ToOne(RunEventDocument.Type, item.Id.Value),
            ["created-by"] = Relationship.ToOne("users", item.ActorUserId?.Value),
        },
        new Dictionary<string, string> { ["self"] = $"/api/v2/comments/{IdOf(item)}" });

    [ResourceType("comments")]
    private sealed record CommentAttributes(string Body, DateTimeOffset CreatedAt);
}
