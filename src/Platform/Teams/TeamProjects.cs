using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;

namespace Platform.Teams;

/// <summary>Gives teams access to projects, shows it, changes it and takes it back.</summary>
internal sealed class TeamProjects(PlatformDbContext db, Authorizer access, FindTeam teams)
    : TeamAccess<TeamProjectAccess, ProjectAccessAttributes>(db, teams, "project")
{
    private readonly PlatformDbContext _db = db;

    [ReadsQuery("filter[project][id]", "The project; required.")]
    public static Task<IResult> HandleListAsync(HttpRequest http, PageRequest page, TeamProjects given, CancellationToken cancellationToken) =>
        given.ListAsync(http, page, cancellationToken);

    public static Task<IResult> HandleFindAsync(TeamProjectAccessId id, TeamProjects given, CancellationToken cancellationToken) =>
        given.FindAsync(given.WithId(id), id.Value, cancellationToken);

    public static Task<IResult> HandleCreateAsync(JsonApiRequest<ProjectAccessAttributes> body, TeamProjects given, CancellationToken cancellationToken) =>
        given.CreateAsync(body, cancellationToken);

    public static Task<IResult> HandleUpdateAsync(
        TeamProjectAccessId id, JsonApiRequest<ProjectAccessAttributes> body, TeamProjects given, CancellationToken cancellationToken) =>
        given.UpdateAsync(given.WithId(id), id.Value, body, cancellationToken);

    public static Task<IResult> HandleDeleteAsync(TeamProjectAccessId id, TeamProjects given, CancellationToken cancellationToken) =>
        given.DeleteAsync(given.WithId(id), id.Value, cancellationToken);

    protected override async Task<AccessScope?> ScopeAsync(string? id, CancellationToken cancellationToken)
    {
        var project = ResourceId.TryParse<ProjectId>(id, out var asked) ? await _db.Projects.AsNoTracking().FirstOrDefaultAsync(p => p.Id == asked, cancellationToken) : null;
        return project is not null && await access.PermissionsAsync(project, cancellationToken) is var permissions && permissions.Contains(Permission.ReadProjects)
            ? new AccessScope(project.Id.Value, project.OrganizationId, permissions)
            : null;
    }

    protected override string ScopeOf(TeamProjectAccess given) => given.ProjectId.Value;

    protected override IQueryable<TeamProjectAccess> To(AccessScope scope)
    {
        var id = new ProjectId(scope.Id);
        return _db.TeamProjects.Where(given => given.ProjectId == id).OrderBy(given => given.Id);
    }

    protected override TeamProjectAccess New(AccessScope scope, TeamId team) => new()
    {
        Id = TeamProjectAccessId.New(), TeamId = team, OrganizationId = scope.OrganizationId, ProjectId = new ProjectId(scope.Id), Level = ProjectLevel.Custom,
    };

    protected override FrozenSet<Permission> PermissionsOf(TeamProjectAccess given) => TeamRights.Of(given.Level, given.Rights);

    protected override Resource Document(TeamProjectAccess given)
    {
        var rights = TeamRights.Shown(given.Level, given.Rights);
        return new Resource(
            given.Id.Value,
            "team-projects",
            new Attributes(
                AccessText.Write(given.Level),
                new ProjectPart(AccessText.Write(rights.Settings), AccessText.Write(rights.Teams), AccessText.Write(rights.VariableSets)),
                new WorkspacePart(
                    AccessText.Write(rights.Runs), AccessText.Write(rights.SentinelMocks), AccessText.Write(rights.StateVersions), AccessText.Write(rights.Variables),
                    rights.Create, rights.WorkspaceLocking, rights.Move, rights.Delete, rights.RunTasks, rights.PolicyOverrides)),
            new Dictionary<string, Relationship>
            {
                ["team"] = Relationship.ToOne(TeamDocument.Type, given.TeamId.Value),
                ["project"] = Relationship.ToOne("projects", given.ProjectId.Value),
            },
            new Dictionary<string, string> { ["self"] = $"/api/v2/team-projects/{given.Id}" });
    }

    private IQueryable<TeamProjectAccess> WithId(TeamProjectAccessId id) => _db.TeamProjects.Where(given => given.Id == id);

    [ResourceType("team-projects")]
    private sealed record Attributes(string Access, ProjectPart ProjectAccess, WorkspacePart WorkspaceAccess);

    private sealed record ProjectPart(string Settings, string Teams, string VariableSets);

    private sealed record WorkspacePart(
        string Runs, string SentinelMocks, string StateVersions, string Variables, bool Create, bool Locking, bool Move, bool Delete, bool RunTasks, bool PolicyOverrides);
}
