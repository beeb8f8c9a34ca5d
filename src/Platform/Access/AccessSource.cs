using Platform.Contracts.Ids;

namespace Platform.Access;

/// <summary>Where a right comes from, for the answer to "why may they do this?".</summary>
/// <param name="Kind">What gives it.</param>
/// <param name="Role">The name of the role or of the level, for example <c>write</c>.</param>
/// <param name="TeamId">The team that has it; null when a person or a service account has it themselves.</param>
/// <param name="GrantId">The grant, for <see cref="AccessSourceKind.Grant"/>.</param>
public sealed record AccessSource(AccessSourceKind Kind, string Role, TeamId? TeamId = null, AccessGrantId? GrantId = null);

/// <summary>What gives somebody a right.</summary>
public enum AccessSourceKind
{
    SiteAdministrator,

    /// <summary>Being in the organization, which lets its existence be seen and nothing more.</summary>
    Membership,

    /// <summary>A role that was given.</summary>
    Grant,

    /// <summary>What a team may do in its organization as a whole.</summary>
    OrganizationAccess,

    /// <summary>A team's access to a project.</summary>
    TeamProject,

    /// <summary>A team's access to a workspace.</summary>
    TeamWorkspace,
}
