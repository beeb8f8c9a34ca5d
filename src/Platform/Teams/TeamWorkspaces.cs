using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;

namespace Platform.Teams;

/// <summary>Gives teams access to workspaces, shows it, changes it and takes it back.</summary>
internal sealed class TeamWorkspaces(PlatformDbContext db, Authorizer access, FindTeam teams)
    : TeamAccess<TeamWorkspaceAccess, WorkspaceAccessAttributes>(db, teams, "workspace")
{
    private readonly PlatformDbContext _db = db;

    [ReadsQuery("filter[workspace][id]", "The workspace; required.")]
    public static Task<IResult> HandleListAsync(HttpRequest http, PageRequest page, TeamWorkspaces given, CancellationToken cancellationToken) =>
        given.ListAsync(http, page, cancellationToken);

    public static Task<IResult> HandleFindAsync(TeamWorkspaceAccessId id, TeamWorkspaces given, CancellationToken cancellationToken) =>
        given.FindAsync(given.WithId(id), id.Value, cancellationToken);

    public static Task<IResult> HandleCreateAsync(JsonApiRequest<WorkspaceAccessAttributes> body, TeamWorkspaces given, CancellationToken cancellationToken) =>
        given.CreateAsync(body, cancellationToken);

    public static Task<IResult> HandleUpdateAsync(
        TeamWorkspaceAccessId id, JsonApiRequest<WorkspaceAccessAttributes> body, TeamWorkspaces given, CancellationToken cancellationToken) =>
        given.UpdateAsync(given.WithId(id), id.Value, body, cancellationToken);

    public static Task<IResult> HandleDeleteAsync(TeamWorkspaceAccessId id, TeamWorkspaces given, CancellationToken cancellationToken) =>
        given.DeleteAsync(given.WithId(id), id.Value, cancellationToken);

    protected override async Task<AccessScope?> ScopeAsync(string? id, CancellationToken cancellationToken)
    {
        var workspace = ResourceId.TryParse<WorkspaceId>(id, out var asked) ? await _db.Workspaces.AsNoTracking().FirstOrDefaultAsync(w => w.Id == asked, cancellationToken) : null;
        return workspace is not null && await access.PermissionsAsync(workspace, cancellationToken) is var permissions && permissions.Contains(Permission.ReadWorkspace)
            ? new AccessScope(workspace.Id.Value, workspace.OrganizationId, permissions)
            : null;
    }

    protected override string ScopeOf(TeamWorkspaceAccess given) => given.WorkspaceId.Value;

    protected override IQueryable<TeamWorkspaceAccess> To(AccessScope scope)
    {
        var id = new WorkspaceId(scope.Id);
        return _db.TeamWorkspaces.Where(given => given.WorkspaceId == id).OrderBy(given => given.Id);
    }

    protected override TeamWorkspaceAccess New(AccessScope scope, TeamId team) => new()
    {
        Id = TeamWorkspaceAccessId.New(), TeamId = team, OrganizationId = scope.OrganizationId, WorkspaceId = new WorkspaceId(scope.Id), Level = WorkspaceLevel.Custom,
    };

    protected override FrozenSet<Permission> PermissionsOf(TeamWorkspaceAccess given) => TeamRights.Of(given.Level, given.Rights);

    protected override Resource Document(TeamWorkspaceAccess given)
    {
        var rights = TeamRights.Shown(given.Level, given.Rights);
        return new Resource(
            given.Id.Value,
            "team-workspaces",
            new Attributes(
                AccessText.Write(given.Level), AccessText.Write(rights.Runs), AccessText.Write(rights.Variables), AccessText.Write(rights.StateVersions),
                AccessText.Write(rights.SentinelMocks), rights.WorkspaceLocking, rights.RunTasks, rights.PolicyOverrides),
            new Dictionary<string, Relationship>
            {
                ["team"] = Relationship.ToOne(TeamDocument.Type, given.TeamId.Value),
                ["workspace"] = Relationship.ToOne("workspaces", given.WorkspaceId.Value),
            },
            new Dictionary<string, string> { ["self"] = $"/api/v2/team-workspaces/{given.Id}" });
    }

    private IQueryable<TeamWorkspaceAccess> WithId(TeamWorkspaceAccessId id) => _db.TeamWorkspaces.Where(given => given.Id == id);

    [ResourceType("team-workspaces")]
    private sealed record Attributes(
        string Access, string Runs, string Variables, string StateVersions, string SentinelMocks, bool WorkspaceLocking, bool RunTasks, bool PolicyOverrides);
}
