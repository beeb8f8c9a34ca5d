using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;

namespace Platform.Access.Grants;

/// <summary>A grant with the service account that its user stands for, if it is one.</summary>
internal sealed record GrantDetails(AccessGrant Grant, ServiceAccountId? ServiceAccount);

/// <summary>How a grant reads on the wire. Grants are this platform's own; the form is that of its other resources.</summary>
internal static class GrantDocument
{
    public const string Type = "access-grants";

    public static Resource Of(GrantDetails details)
    {
        var grant = details.Grant;
        var relationships = new Dictionary<string, Relationship> { ["role"] = Relationship.ToOne("roles", grant.RoleId.Value) };
        if (grant.TeamId is { } team)
        {
            relationships["team"] = Relationship.ToOne("teams", team.Value);
        }
        else if (details.ServiceAccount is { } account)
        {
            relationships["service-account"] = Relationship.ToOne("service-accounts", account.Value);
        }
        else
        {
            relationships["user"] = Relationship.ToOne("users", grant.UserId?.Value);
        }

        if (grant.OrganizationId is { } organization)
        {
            relationships["organization"] = Relationship.Link($"/api/v2/organizations/{organization}");
        }

        if (grant.ProjectId is { } project)
        {
            relationships["project"] = Relationship.ToOne("projects", project.Value);
        }

        if (grant.WorkspaceId is { } workspace)
        {
            relationships["workspace"] = Relationship.ToOne("workspaces", workspace.Value);
        }

        relationships["created-by"] = Relationship.ToOne("users", grant.CreatedByUserId?.Value);
        return new Resource(
            grant.Id.Value,
            Type,
            new Attributes(PlaceOf(grant.OrganizationId, grant.ProjectId, grant.WorkspaceId), grant.CreatedAt),
            relationships,
            new Dictionary<string, string> { ["self"] = $"/api/v2/access-grants/{grant.Id}" });
    }

    /// <summary>The kind of place: what is given there holds for all below it.</summary>
    public static string PlaceOf(OrganizationId? organization, ProjectId? project, WorkspaceId? workspace) =>
        workspace is not null ? "workspace" : project is not null ? "project" : organization is not null ? "organization" : "site";

    [ResourceType(Type)]
    private sealed record Attributes(string Place, DateTimeOffset CreatedAt);
}
