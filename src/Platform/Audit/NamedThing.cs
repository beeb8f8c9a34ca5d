using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Organizations;
using Platform.Persistence;

namespace Platform.Audit;

/// <summary>The thing that a route names, if there is one of that name or id, whether the caller may see it or not.</summary>
internal sealed record NamedThing(string Type, string Id, ActPlace Place);

/// <summary>Finds what the values of a route name.</summary>
internal sealed class FindNamedThing(PlatformDbContext db, Authorizer access)
{
    /// <summary>The last thing that the route names: in <c>varsets/{id}/relationships/vars/{variable}</c> the variable.</summary>
    public async Task<NamedThing?> OfAsync(RouteValueDictionary values, CancellationToken cancellationToken)
    {
        NamedThing? found = null;
        if (values["organization"] is string organization)
        {
            var isId = OrganizationName.TryReadId(organization, out var id);
            var name = OrganizationName.Normalize(organization);
            var row = await db.Organizations.AsNoTracking().FirstOrDefaultAsync(o => isId ? o.Id == id : o.NormalizedName == name, cancellationToken);
            found = row is null ? null : new NamedThing("organization", row.Id.Value, new ActPlace(row.Id));
            if (row is not null && (values["workspace"] ?? values["name"]) is string workspace)
            {
                workspace = workspace.ToLowerInvariant();
                var inside = await db.Workspaces.AsNoTracking().FirstOrDefaultAsync(w => w.OrganizationId == row.Id && w.NormalizedName == workspace, cancellationToken);
                found = inside is null ? found : Of(inside);
            }
        }

        foreach (var text in values.Where(pair => pair.Key != "organization").Select(pair => pair.Value).OfType<string>())
        {
            found = await ByIdAsync(text, cancellationToken) ?? found;
        }

        return found;
    }

    /// <summary>Whether the caller may not even know that there is such a thing.</summary>
    public async Task<bool> IsHiddenAsync(NamedThing thing, CancellationToken cancellationToken)
    {
        if (thing.Place.Workspace is { } workspace && await db.Workspaces.AsNoTracking().FirstOrDefaultAsync(w => w.Id == workspace, cancellationToken) is { } row)
        {
            return (await access.PermissionsAsync(row, cancellationToken)).Count == 0;
        }

        if (thing.Place.Project is { } project && await db.Projects.AsNoTracking().FirstOrDefaultAsync(p => p.Id == project, cancellationToken) is { } around)
        {
            return (await access.PermissionsAsync(around, cancellationToken)).Count == 0;
        }

        return thing.Place.Organization is not { } organization || (await access.PermissionsAsync(organization, cancellationToken)).Count == 0;
    }

    private static NamedThing Of(Workspaces.Workspace row) => new("workspace", row.Id.Value, new ActPlace(row.OrganizationId, row.ProjectId, row.Id));

    private async Task<NamedThing?> ByIdAsync(string text, CancellationToken token)
    {
        // The prefix says what it is; whatever is no well-formed id is nothing.
        switch (text.Split('-')[0])
        {
            case "ws" when ResourceId.TryParse<WorkspaceId>(text, out var id):
                return await db.Workspaces.AsNoTracking().FirstOrDefaultAsync(w => w.Id == id, token) is { } workspace ? Of(workspace) : null;
            case "prj" when ResourceId.TryParse<ProjectId>(text, out var id):
                return await db.Projects.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, token) is { } project ? new("project", text, new(project.OrganizationId, project.Id)) : null;
            case "var" when ResourceId.TryParse<VariableId>(text, out var id):
                return await db.Variables.AsNoTracking().FirstOrDefaultAsync(v => v.Id == id, token) is { } variable ? new("variable", text, new(variable.OrganizationId, null, variable.WorkspaceId))
                    : await db.VariableSetVariables.AsNoTracking().FirstOrDefaultAsync(v => v.Id == id, token) is { } shared ? new("variable_set_variable", text, new(shared.OrganizationId))
                    : null;
            case "varset" when ResourceId.TryParse<VariableSetId>(text, out var id):
                return await db.VariableSets.AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, token) is { } set ? new("variable_set", text, new(set.OrganizationId, set.ProjectId)) : null;
            case "cv" when ResourceId.TryParse<ConfigurationVersionId>(text, out var id):
                return await db.ConfigurationVersions.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, token) is { } configuration
                    ? new("configuration_version", text, new(configuration.OrganizationId, null, configuration.WorkspaceId)) : null;
            case "sv" when ResourceId.TryParse<StateVersionId>(text, out var id):
                return await StateAsync("state_version", text, id, token);
            case "wsout" when ResourceId.TryParse<StateVersionOutputId>(text, out var id):
                return await db.StateVersionOutputs.AsNoTracking().FirstOrDefaultAsync(o => o.Id == id, token) is { } output ? await StateAsync("state_version_output", text, output.StateVersionId, token) : null;
            case "run" when ResourceId.TryParse<RunId>(text, out var id):
                return Of("run", text, await db.Runs.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, token));
            case "plan" when ResourceId.TryParse<PlanId>(text, out var id):
                return Of("plan", text, await db.Runs.AsNoTracking().FirstOrDefaultAsync(r => r.PlanId == id, token));
            case "apply" when ResourceId.TryParse<ApplyId>(text, out var id):
                return Of("apply", text, await db.Runs.AsNoTracking().FirstOrDefaultAsync(r => r.ApplyId == id, token));
            case "pe" when ResourceId.TryParse<PlanExportId>(text, out var id):
                return await db.PlanExports.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, token) is { } export
                    ? Of("plan_export", text, await db.Runs.AsNoTracking().FirstOrDefaultAsync(r => r.Id == export.RunId, token)) : null;
            case "team" when ResourceId.TryParse<TeamId>(text, out var id):
                return await db.Teams.AsNoTracking().FirstOrDefaultAsync(t => t.Id == id, token) is { } team ? new("team", text, new(team.OrganizationId)) : null;
            case "ou" when ResourceId.TryParse<OrganizationMembershipId>(text, out var id):
                return await db.OrganizationMemberships.AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, token) is { } member ? new("organization_membership", text, new(member.OrganizationId)) : null;
            case "tws" when ResourceId.TryParse<TeamWorkspaceAccessId>(text, out var id):
                return await db.TeamWorkspaces.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, token) is { } inside
                    ? new("team_workspace_access", text, new(inside.OrganizationId, null, inside.WorkspaceId)) : null;
            case "tprj" when ResourceId.TryParse<TeamProjectAccessId>(text, out var id):
                return await db.TeamProjects.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, token) is { } around
                    ? new("team_project_access", text, new(around.OrganizationId, around.ProjectId)) : null;
            case "sa" when ResourceId.TryParse<ServiceAccountId>(text, out var id):
                return await db.ServiceAccounts.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, token) is { } account ? new("service_account", text, new(account.OrganizationId)) : null;
            case "role" when ResourceId.TryParse<RoleId>(text, out var id):
                return await db.Roles.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, token) is { } role ? new("role", text, new(role.OrganizationId)) : null;
            case "grant" when ResourceId.TryParse<AccessGrantId>(text, out var id):
                return await db.AccessGrants.AsNoTracking().FirstOrDefaultAsync(g => g.Id == id, token) is { } grant
                    ? new("access_grant", text, new(grant.OrganizationId, grant.ProjectId, grant.WorkspaceId)) : null;
            case "user" when ResourceId.TryParse<UserId>(text, out var id):
                return await db.Users.AnyAsync(u => u.Id == id, token) ? new("user", text, default) : null;
            case "at" when ResourceId.TryParse<ApiTokenId>(text, out var id):
                return await db.ApiTokens.AsNoTracking().FirstOrDefaultAsync(t => t.Id == id, token) is { } given ? new("authentication_token", text, new(given.OrganizationId)) : null;
            default:
                return null;
        }
    }

    private static NamedThing? Of(string type, string text, Runs.Run? run) => run is null ? null : new(type, text, new(run.OrganizationId, null, run.WorkspaceId));

    private async Task<NamedThing?> StateAsync(string type, string text, StateVersionId id, CancellationToken cancellationToken) =>
        await db.StateVersions.AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, cancellationToken) is { } state ? new(type, text, new(state.OrganizationId, null, state.WorkspaceId)) : null;
}
