using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Results;

namespace Platform.Organizations.Retention;

/// <summary>How a data retention policy reads on the wire: its two kinds are two types of resources.</summary>
internal static class DataRetentionPolicyDocument
{
    public const string DeleteOlder = "data-retention-policy-delete-olders";
    public const string DontDelete = "data-retention-policy-dont-deletes";

    /// <summary>The relationship by which its target knows it, and the end of the address where it is read and set.</summary>
    public const string Relation = "data-retention-policy";

    public static Refusal Missing { get; } = Refusal.NotFound("data retention policy here");

    public static string TypeOf(IRetentionTarget target) => target.RetentionDays is null ? DontDelete : DeleteOlder;

    /// <summary>The policy set on this target, or the refusal that says there is none.</summary>
    public static Result<Resource> Of(IRetentionTarget target, ResourceIdentifier self) => target.RetentionPolicyId is { } id
        ? new Resource(
            id.Value,
            TypeOf(target),
            target.RetentionDays is { } days ? new DeleteOlderAttributes(days) : new DontDeleteAttributes(),
            new Dictionary<string, Relationship> { ["target"] = Relationship.ToOne(self.Type, self.Id) })
        : Missing;

    /// <summary>The relationship in the target's own document; clients tell from its type how to read the policy.</summary>
    public static Relationship RelationOf(IRetentionTarget target, string address) =>
        Relationship.ToOne(TypeOf(target), target.RetentionPolicyId?.Value, $"{address}/relationships/{Relation}");

    [ResourceType(DeleteOlder)]
    private sealed record DeleteOlderAttributes(int DeleteOlderThanNDays);

    [ResourceType(DontDelete)]
    private sealed record DontDeleteAttributes;
}
