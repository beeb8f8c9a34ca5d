using Microsoft.AspNetCore.Identity;
using Platform.Contracts.Ids;

namespace Platform.Identity;

/// <summary>A person who signs in.</summary>
public sealed class User : IdentityUser<UserId>
{
    public User() => Id = UserId.New();

    /// <summary>May do everything on the site.</summary>
    public bool IsSiteAdministrator { get; set; }

    /// <summary>The team that the account stands for; it never signs in. Null for a person.</summary>
    public TeamId? ServiceOfTeamId { get; set; }

    /// <summary>The service account that the user stands for; it never signs in. Null for a person.</summary>
    public ServiceAccountId? ServiceAccountId { get; set; }

    /// <summary>Whether somebody can sign in as this user.</summary>
    public bool IsPerson => ServiceOfTeamId is null && ServiceAccountId is null;

    public DateTimeOffset CreatedAt { get; set; }
}
