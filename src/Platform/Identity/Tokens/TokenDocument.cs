using Platform.JsonApi;
using Platform.JsonApi.Description;

namespace Platform.Identity.Tokens;

/// <summary>Writes tokens as <c>authentication-tokens</c> (protocol.md §11.7).</summary>
internal static class TokenDocument
{
    public static Resource Of(ApiToken token, string? secret = null)
    {
        var createdBy = token.UserId is { } user ? Relationship.ToOne("users", user.Value) : Relationship.Nothing;
        var relationships = new Dictionary<string, Relationship> { ["created-by"] = createdBy };
        if (token.TeamId is { } team)
        {
            relationships["team"] = Relationship.ToOne("teams", team.Value);
        }

        if (token.ServiceAccountId is { } account)
        {
            relationships["service-account"] = Relationship.ToOne("service-accounts", account.Value);
        }

        return new Resource(
            token.Id.Value,
            "authentication-tokens",
            new TokenAttributes(token.CreatedAt, token.LastUsedAt, token.Description, secret, token.ExpiresAt),
            relationships);
    }
}

/// <param name="Token">The secret, in the answer to the request that made it and never again.</param>
[ResourceType("authentication-tokens")]
internal sealed record TokenAttributes(DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, string Description, string? Token, DateTimeOffset? ExpiredAt);
