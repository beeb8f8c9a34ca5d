using System.Collections.Frozen;
using Platform.Access.Grants;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;

namespace Platform.Access.Explanations;

/// <summary>What somebody may do at a place, and what gives it to them.</summary>
/// <param name="Kind"><c>user</c>, <c>team</c> or <c>service-account</c>.</param>
/// <param name="Id">The id of the person, the team or the service account.</param>
/// <param name="Name">Its name.</param>
/// <param name="Reaches">All that reaches the place, its own and that of its teams.</param>
internal sealed record SubjectAccess(string Kind, string Id, string Name, IReadOnlyList<Reach> Reaches)
{
    public FrozenSet<Permission> Permissions => Reaches.SelectMany(reach => reach.Permissions).ToFrozenSet();
}

/// <summary>What a person may do at one of the places where they were given something.</summary>
/// <param name="Id">The id of the organization, project or workspace; <c>site</c> for the whole site.</param>
/// <param name="Name">Its name.</param>
/// <param name="Reaches">What is given at this very place; what is given above holds here too.</param>
internal sealed record PlaceAccess(string Id, string Name, IReadOnlyList<Reach> Reaches);

/// <summary>How the answer to "who may do what here, and why" reads on the wire. It is this platform's own; the form is that of its other resources.</summary>
internal static class EffectiveAccessDocument
{
    private const string Type = "effective-access";

    public static Resource Of(SubjectAccess access, IReadOnlyDictionary<TeamId, string> teams) => new(
        access.Id,
        Type,
        new Attributes(access.Kind, access.Name, PermissionVerbs.Of(access.Permissions), [.. access.Reaches.Select(reach => Reason.Of(reach, teams))]),
        new Dictionary<string, Relationship>());

    public static Resource Of(PlaceAccess access, IReadOnlyDictionary<TeamId, string> teams)
    {
        var reach = access.Reaches[0];
        return new Resource(
            access.Id,
            Type,
            new Attributes(
                GrantDocument.PlaceOf(reach.OrganizationId, reach.ProjectId, reach.WorkspaceId),
                access.Name,
                PermissionVerbs.Of(access.Reaches.SelectMany(given => given.Permissions).ToFrozenSet()),
                [.. access.Reaches.Select(given => Reason.Of(given, teams))]),
            new Dictionary<string, Relationship>());
    }

    /// <param name="Kind">Of a person, a team, a service account, or of a place.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Permissions">All that may be done.</param>
    /// <param name="Because">What gives it, one reason each.</param>
    [ResourceType(Type)]
    private sealed record Attributes(string Kind, string Name, IReadOnlyList<string> Permissions, IReadOnlyList<Reason> Because);

    /// <summary>One reason: a role or a level, where it was given, and the team it comes by.</summary>
    private sealed record Reason(AccessSourceKind Source, string Role, string Place, string? PlaceId, string? Team, string? TeamId, string? GrantId, IReadOnlyList<string> Permissions)
    {
        public static Reason Of(Reach reach, IReadOnlyDictionary<TeamId, string> teams) => new(
            reach.Source.Kind,
            reach.Source.Role,
            GrantDocument.PlaceOf(reach.OrganizationId, reach.ProjectId, reach.WorkspaceId),
            reach.WorkspaceId?.Value ?? reach.ProjectId?.Value ?? reach.OrganizationId?.Value,
            reach.Source.TeamId is { } team ? teams.GetValueOrDefault(team) : null,
            reach.Source.TeamId?.Value,
            reach.Source.GrantId?.Value,
            PermissionVerbs.Of(reach.Permissions));
    }
}
