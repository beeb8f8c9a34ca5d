using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;

namespace Platform.Identity.Users;

/// <summary>Writes accounts as <c>users</c> (protocol.md §2.3).</summary>
internal static class UserDocument
{
    /// <summary>What others see of a user leaves out the address and the rights.</summary>
    public static Resource Of(User user, Caller reader)
    {
        var isPrivate = reader.UserId != user.Id && !reader.IsSiteAdministrator;
        return Write(user.Id.Value, new UserAttributes
        {
            Username = user.UserName ?? "",
            Email = isPrivate ? null : user.Email,
            IsServiceAccount = !user.IsPerson,
            IsSiteAdmin = !isPrivate && user.IsSiteAdministrator,
            Permissions = new UserPermissions(
                CanCreateOrganizations: !isPrivate && user.IsSiteAdministrator,
                CanChangeEmail: reader.UserId == user.Id && user.IsSiteAdministrator,
                CanChangeUsername: reader.UserId == user.Id && user.IsPerson),
        });
    }

    /// <summary>The account that stands for an organization's token; its id is made of the organization's.</summary>
    public static Resource OfService(OrganizationId organization, string name) =>
        Write($"{UserId.Prefix}{organization.Value[OrganizationId.Prefix.Length..]}", new UserAttributes { Username = name, IsServiceAccount = true });

    private static Resource Write(string id, UserAttributes attributes) => new(
        id,
        "users",
        attributes,
        new Dictionary<string, Relationship> { ["authentication-tokens"] = Relationship.Link($"/api/v2/users/{id}/authentication-tokens") });
}

[ResourceType("users")]
internal sealed record UserAttributes
{
    public required string Username { get; init; }
    public string? Email { get; init; }
    public bool IsServiceAccount { get; init; }
    public string AuthMethod { get; } = "local";
    public string? AvatarUrl { get; }
    public bool V2Only { get; }
    public bool IsSiteAdmin { get; init; }
    public bool IsSsoLogin { get; }
    public string? UnconfirmedEmail { get; }
    public UserPermissions Permissions { get; init; } = new();
}

internal sealed record UserPermissions(bool CanCreateOrganizations = false, bool CanChangeEmail = false, bool CanChangeUsername = false);
