using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi.Description;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.Teams;

/// <summary>Gives teams access to workspaces, shows it, changes it and takes it back.</summary>
internal sealed class TeamWorkspaces(PlatformDbContext db, Authorizer access, FindTeam teams)
{
    private readonly PlatformDbContext _db = db;
    private readonly FindTeam _teams = teams;

    private static readonly Refusal CannotGive = Refusal.Forbidden("You cannot give a team what you may not do yourself.");
    private static readonly Refusal Taken = Refusal.Invalid("Team has already been given access to this workspace; change that instead.");

    [ReadsQuery("filter[workspace][id]", "The workspace; required.")]
    public static async Task<IResult> HandleListAsync(HttpRequest http, PageRequest page, TeamWorkspaces actions, CancellationToken cancellationToken)
    {
        var text = http.Query["filter[workspace][id]"].ToString();
        var workspace = ResourceId.TryParse<WorkspaceId>(text, out var id) ? await actions._db.Workspaces.AsNoTracking().FirstOrDefaultAsync(w => w.Id == id, cancellationToken) : null;
        if (workspace is null || !await actions.MayReadAsync(workspace, cancellationToken))
        {
            return JsonApiResults.Refused(text.Length == 0 ? Refusal.Malformed("Say which workspace: filter[workspace][id].") : Refusal.NotFound($"workspace {text}"));
        }

        var visible = await actions._teams.VisibleAsync(workspace.OrganizationId, cancellationToken);
        var all = actions._db.TeamWorkspaces.AsNoTracking().Where(a => a.WorkspaceId == id && visible.Any(t => t.Id == a.TeamId));
        var rows = await all.OrderBy(a => a.Id).Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        return JsonApiResults.Page([.. rows.Select(Document)], page, await all.CountAsync(cancellationToken));
    }

    public static async Task<IResult> HandleFindAsync(TeamWorkspaceAccessId id, TeamWorkspaces actions, CancellationToken cancellationToken) =>
        (await actions.FindAsync(id, cancellationToken)).ToHttp(found => JsonApiResults.Ok(Document(found.Access)));

    public static async Task<IResult> HandleCreateAsync(JsonApiRequest<WorkspaceAccessAttributes> body, TeamWorkspaces actions, CancellationToken cancellationToken)
    {
        if (body.Refusal is { } unreadable)
        {
            return JsonApiResults.Refused(unreadable);
        }

        try
        {
            return (await actions._db.InTransactionAsync(
                inner => actions.InsertAsync(body.RelatedId("team"), body.RelatedId("workspace"), body.Attributes, inner), cancellationToken))
                .ToHttp(made => JsonApiResults.Created(Document(made)));
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return JsonApiResults.Refused(Taken);
        }
    }

    public static async Task<IResult> HandleUpdateAsync(
        TeamWorkspaceAccessId id, JsonApiRequest<WorkspaceAccessAttributes> body, TeamWorkspaces actions, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await actions._db.InTransactionAsync<TeamWorkspaceAccess>(
                async inner =>
                {
                    if (!(await actions.ManagedAsync(id, inner)).TryGet(out var found, out var refusal))
                    {
                        return refusal;
                    }

                    if (body.Attributes.ApplyTo(found) is { } invalid)
                    {
                        return invalid;
                    }

                    var workspace = await actions._db.Workspaces.FirstAsync(w => w.Id == found.WorkspaceId, inner);
                    return await actions.MayGiveAsync(found, workspace, inner) ? found : CannotGive;
                },
                cancellationToken)).ToHttp(changed => JsonApiResults.Ok(Document(changed)));

    public static async Task<IResult> HandleDeleteAsync(TeamWorkspaceAccessId id, TeamWorkspaces actions, CancellationToken cancellationToken) =>
        (await actions._db.InTransactionAsync<Done>(
            async inner =>
            {
                if (!(await actions.ManagedAsync(id, inner)).TryGet(out var found, out var refusal))
                {
                    return refusal;
                }

                actions._db.TeamWorkspaces.Remove(found);
                return Done.Value;
            },
            cancellationToken)).ToHttp(_ => TypedResults.NoContent());

    private async Task<Result<TeamWorkspaceAccess>> InsertAsync(string? teamId, string? workspaceId, WorkspaceAccessAttributes sent, CancellationToken cancellationToken)
    {
        var workspace = ResourceId.TryParse<WorkspaceId>(workspaceId, out var id) ? await _db.Workspaces.FirstOrDefaultAsync(w => w.Id == id, cancellationToken) : null;
        if (workspace is null || !await access.CanAsync(Permission.ReadWorkspace, workspace, cancellationToken))
        {
            return Refusal.NotFound($"workspace {workspaceId}");
        }

        if (!await access.CanAsync(Permission.ManageTeamAccess, workspace, cancellationToken))
        {
            return Refusal.Forbidden("You may see this workspace but not say which teams have access to it.");
        }

        if (!ResourceId.TryParse<TeamId>(teamId, out var asked) || !(await _teams.ExecuteAsync(asked, cancellationToken)).TryGet(out var team, out _)
            || team.Team.OrganizationId != workspace.OrganizationId)
        {
            return Refusal.NotFound($"team {teamId}");
        }

        if (await _db.TeamWorkspaces.AnyAsync(a => a.TeamId == asked && a.WorkspaceId == id, cancellationToken))
        {
            return Taken;
        }

        if (sent.Access.Value is null)
        {
            return Refusal.Invalid("Access can't be blank.", "access");
        }

        var made = new TeamWorkspaceAccess { Id = TeamWorkspaceAccessId.New(), TeamId = asked, OrganizationId = workspace.OrganizationId, WorkspaceId = id, Level = WorkspaceLevel.Custom };
        if (sent.ApplyTo(made) is { } invalid)
        {
            return invalid;
        }

        if (!await MayGiveAsync(made, workspace, cancellationToken))
        {
            return CannotGive;
        }

        _db.TeamWorkspaces.Add(made);
        return made;
    }

    /// <summary>Who may only say which teams have access could give their own team everything.</summary>
    private async Task<bool> MayGiveAsync(TeamWorkspaceAccess given, Workspace workspace, CancellationToken cancellationToken) =>
        (await access.PermissionsAsync(workspace, cancellationToken)).IsSupersetOf(TeamRights.Of(given.Level, given.Rights));

    private async ValueTask<bool> MayReadAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var permissions = await access.PermissionsAsync(workspace, cancellationToken);
        return permissions.Contains(Permission.ReadWorkspace) && (permissions.Contains(Permission.ReadTeamAccess) || permissions.Contains(Permission.ManageTeamAccess));
    }

    private async Task<Result<(TeamWorkspaceAccess Access, Workspace Workspace)>> FindAsync(TeamWorkspaceAccessId id, CancellationToken cancellationToken)
    {
        var found = await _db.TeamWorkspaces.FirstOrDefaultAsync(a => a.Id == id, cancellationToken);
        var workspace = found is null ? null : await _db.Workspaces.FirstOrDefaultAsync(w => w.Id == found.WorkspaceId, cancellationToken);
        return workspace is not null && await MayReadAsync(workspace, cancellationToken) && (await _teams.ExecuteAsync(found!.TeamId, cancellationToken)).Refusal is null
            ? (found, workspace)
            : Refusal.NotFound($"team access {id}");
    }

    private async Task<Result<TeamWorkspaceAccess>> ManagedAsync(TeamWorkspaceAccessId id, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(id, cancellationToken)).TryGet(out var found, out var refusal))
        {
            return refusal;
        }

        return await access.CanAsync(Permission.ManageTeamAccess, found.Workspace, cancellationToken)
            ? found.Access
            : Refusal.Forbidden("You may see this workspace but not say which teams have access to it.");
    }

    private static Resource Document(TeamWorkspaceAccess access)
    {
        var rights = TeamRights.Shown(access.Level, access.Rights);
        return new Resource(
            access.Id.Value,
            "team-workspaces",
            new Attributes(
                AccessText.Write(access.Level), AccessText.Write(rights.Runs), AccessText.Write(rights.Variables), AccessText.Write(rights.StateVersions),
                AccessText.Write(rights.SentinelMocks), rights.WorkspaceLocking, rights.RunTasks, rights.PolicyOverrides),
            new Dictionary<string, Relationship>
            {
                ["team"] = Relationship.ToOne(TeamDocument.Type, access.TeamId.Value),
                ["workspace"] = Relationship.ToOne("workspaces", access.WorkspaceId.Value),
            },
            new Dictionary<string, string> { ["self"] = $"/api/v2/team-workspaces/{access.Id}" });
    }

    [ResourceType("team-workspaces")]
    private sealed record Attributes(
        string Access, string Runs, string Variables, string StateVersions, string SentinelMocks, bool WorkspaceLocking, bool RunTasks, bool PolicyOverrides);
}
