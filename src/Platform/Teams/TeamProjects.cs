using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi.Description;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.Organizations;

namespace Platform.Teams;

/// <summary>Gives teams access to projects, shows it, changes it and takes it back.</summary>
internal sealed class TeamProjects(PlatformDbContext db, Authorizer access, FindTeam teams)
{
    private readonly PlatformDbContext _db = db;
    private readonly FindTeam _teams = teams;

    private static readonly Refusal Taken = Refusal.Invalid("Team has already been given access to this project; change that instead.");

    private static readonly Refusal CannotGive = Refusal.Forbidden("You cannot give a team what you may not do yourself.");

    [ReadsQuery("filter[project][id]", "The project; required.")]
    public static async Task<IResult> HandleListAsync(HttpRequest http, PageRequest page, TeamProjects actions, CancellationToken cancellationToken)
    {
        var text = http.Query["filter[project][id]"].ToString();
        var project = ResourceId.TryParse<ProjectId>(text, out var id) ? await actions._db.Projects.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, cancellationToken) : null;
        if (project is null || !await actions.MayReadAsync(project, cancellationToken))
        {
            return JsonApiResults.Refused(text.Length == 0 ? Refusal.Malformed("Say which project: filter[project][id].") : Refusal.NotFound($"project {text}"));
        }

        var visible = await actions._teams.VisibleAsync(project.OrganizationId, cancellationToken);
        var all = actions._db.TeamProjects.AsNoTracking().Where(a => a.ProjectId == id && visible.Any(t => t.Id == a.TeamId));
        var rows = await all.OrderBy(a => a.Id).Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        return JsonApiResults.Page([.. rows.Select(Document)], page, await all.CountAsync(cancellationToken));
    }

    public static async Task<IResult> HandleFindAsync(TeamProjectAccessId id, TeamProjects actions, CancellationToken cancellationToken) =>
        (await actions.FindAsync(id, cancellationToken)).ToHttp(found => JsonApiResults.Ok(Document(found.Access)));

    public static async Task<IResult> HandleCreateAsync(JsonApiRequest<ProjectAccessAttributes> body, TeamProjects actions, CancellationToken cancellationToken)
    {
        if (body.Refusal is { } unreadable)
        {
            return JsonApiResults.Refused(unreadable);
        }

        try
        {
            return (await actions._db.InTransactionAsync(
                inner => actions.InsertAsync(body.RelatedId("team"), body.RelatedId("project"), body.Attributes, inner), cancellationToken))
                .ToHttp(made => JsonApiResults.Created(Document(made)));
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return JsonApiResults.Refused(Taken);
        }
    }

    public static async Task<IResult> HandleUpdateAsync(
        TeamProjectAccessId id, JsonApiRequest<ProjectAccessAttributes> body, TeamProjects actions, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await actions._db.InTransactionAsync<TeamProjectAccess>(
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

                    var project = await actions._db.Projects.FirstAsync(p => p.Id == found.ProjectId, inner);
                    return await actions.MayGiveAsync(found, project, inner) ? found : CannotGive;
                },
                cancellationToken)).ToHttp(changed => JsonApiResults.Ok(Document(changed)));

    public static async Task<IResult> HandleDeleteAsync(TeamProjectAccessId id, TeamProjects actions, CancellationToken cancellationToken) =>
        (await actions._db.InTransactionAsync<Done>(
            async inner =>
            {
                if (!(await actions.ManagedAsync(id, inner)).TryGet(out var found, out var refusal))
                {
                    return refusal;
                }

                actions._db.TeamProjects.Remove(found);
                return Done.Value;
            },
            cancellationToken)).ToHttp(_ => TypedResults.NoContent());

    private async Task<Result<TeamProjectAccess>> InsertAsync(string? teamId, string? projectId, ProjectAccessAttributes sent, CancellationToken cancellationToken)
    {
        var project = ResourceId.TryParse<ProjectId>(projectId, out var id) ? await _db.Projects.FirstOrDefaultAsync(p => p.Id == id, cancellationToken) : null;
        if (project is null || !(await access.PermissionsAsync(project, cancellationToken)).Contains(Permission.ReadProjects))
        {
            return Refusal.NotFound($"project {projectId}");
        }

        if (!(await access.PermissionsAsync(project, cancellationToken)).Contains(Permission.ManageTeamAccess))
        {
            return Refusal.Forbidden("You may see this project but not say which teams have access to it.");
        }

        if (!ResourceId.TryParse<TeamId>(teamId, out var asked) || !(await _teams.ExecuteAsync(asked, cancellationToken)).TryGet(out var team, out _)
            || team.Team.OrganizationId != project.OrganizationId)
        {
            return Refusal.NotFound($"team {teamId}");
        }

        if (await _db.TeamProjects.AnyAsync(a => a.TeamId == asked && a.ProjectId == id, cancellationToken))
        {
            return Taken;
        }

        if (sent.Access.Value is null)
        {
            return Refusal.Invalid("Access can't be blank.", "access");
        }

        var made = new TeamProjectAccess { Id = TeamProjectAccessId.New(), TeamId = asked, OrganizationId = project.OrganizationId, ProjectId = id, Level = ProjectLevel.Custom };
        if (sent.ApplyTo(made) is { } invalid)
        {
            return invalid;
        }

        if (!await MayGiveAsync(made, project, cancellationToken))
        {
            return CannotGive;
        }

        _db.TeamProjects.Add(made);
        return made;
    }

    /// <summary>Who may only say which teams have access could give their own team everything.</summary>
    private async Task<bool> MayGiveAsync(TeamProjectAccess given, Project project, CancellationToken cancellationToken) =>
        (await access.PermissionsAsync(project, cancellationToken)).IsSupersetOf(TeamRights.Of(given.Level, given.Rights));

    private async ValueTask<bool> MayReadAsync(Project project, CancellationToken cancellationToken)
    {
        var permissions = await access.PermissionsAsync(project, cancellationToken);
        return permissions.Contains(Permission.ReadProjects) && (permissions.Contains(Permission.ReadTeamAccess) || permissions.Contains(Permission.ManageTeamAccess));
    }

    private async Task<Result<(TeamProjectAccess Access, Project Project)>> FindAsync(TeamProjectAccessId id, CancellationToken cancellationToken)
    {
        var found = await _db.TeamProjects.FirstOrDefaultAsync(a => a.Id == id, cancellationToken);
        var project = found is null ? null : await _db.Projects.FirstOrDefaultAsync(p => p.Id == found.ProjectId, cancellationToken);
        return project is not null && await MayReadAsync(project, cancellationToken) && (await _teams.ExecuteAsync(found!.TeamId, cancellationToken)).Refusal is null
            ? (found, project)
            : Refusal.NotFound($"team access {id}");
    }

    private async Task<Result<TeamProjectAccess>> ManagedAsync(TeamProjectAccessId id, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(id, cancellationToken)).TryGet(out var found, out var refusal))
        {
            return refusal;
        }

        return (await access.PermissionsAsync(found.Project, cancellationToken)).Contains(Permission.ManageTeamAccess)
            ? found.Access
            : Refusal.Forbidden("You may see this project but not say which teams have access to it.");
    }

    private static Resource Document(TeamProjectAccess access)
    {
        var rights = TeamRights.Shown(access.Level, access.Rights);
        return new Resource(
            access.Id.Value,
            "team-projects",
            new Attributes(
                AccessText.Write(access.Level),
                new ProjectPart(AccessText.Write(rights.Settings), AccessText.Write(rights.Teams), AccessText.Write(rights.VariableSets)),
                new WorkspacePart(
                    AccessText.Write(rights.Runs), AccessText.Write(rights.SentinelMocks), AccessText.Write(rights.StateVersions), AccessText.Write(rights.Variables),
                    rights.Create, rights.WorkspaceLocking, rights.Move, rights.Delete, rights.RunTasks, rights.PolicyOverrides)),
            new Dictionary<string, Relationship>
            {
                ["team"] = Relationship.ToOne(TeamDocument.Type, access.TeamId.Value),
                ["project"] = Relationship.ToOne("projects", access.ProjectId.Value),
            },
            new Dictionary<string, string> { ["self"] = $"/api/v2/team-projects/{access.Id}" });
    }

    [ResourceType("team-projects")]
    private sealed record Attributes(string Access, ProjectPart ProjectAccess, WorkspacePart WorkspaceAccess);

    private sealed record ProjectPart(string Settings, string Teams, string VariableSets);

    private sealed record WorkspacePart(
        string Runs, string SentinelMocks, string StateVersions, string Variables, bool Create, bool Locking, bool Move, bool Delete, bool RunTasks, bool PolicyOverrides);
}
