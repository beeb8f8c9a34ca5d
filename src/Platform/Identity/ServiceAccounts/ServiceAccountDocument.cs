using Platform.JsonApi;
using Platform.JsonApi.Description;

namespace Platform.Identity.ServiceAccounts;

/// <summary>How a service account reads on the wire. They are this platform's own; the form is that of its other resources.</summary>
internal static class ServiceAccountDocument
{
    public const string Type = "service-accounts";

    public static Resource Of(ServiceAccount account) => new(
        account.Id.Value,
        Type,
        new Attributes(account.Name, account.Description, account.CreatedAt),
        new Dictionary<string, Relationship>
        {
            ["organization"] = Relationship.Link($"/api/v2/organizations/{account.OrganizationId}"),
            ["user"] = Relationship.ToOne("users", account.UserId.Value),
            ["authentication-tokens"] = Relationship.Link($"/api/v2/service-accounts/{account.Id}/authentication-tokens"),
        },
        new Dictionary<string, string> { ["self"] = $"/api/v2/service-accounts/{account.Id}" });

    [ResourceType(Type)]
    private sealed record Attributes(string Name, string Description, DateTimeOffset CreatedAt);
}
