using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.Access.Explanations;

/// <summary>Says who may do what in a workspace, and why: everybody whom something reaches there, by name.</summary>
/// <remarks>It is told by the same <see cref="Reach"/> that the <see cref="Authorizer"/> asks, so that the answer is what happens.</remarks>
internal sealed class ExplainPlace(PlatformDbContext db, Authorizer access)
{
    private readonly PlatformDbContext _db = db;

    [ReadsQuery("filter[user][id]", "Only this person; everybody may ask for themselves.")]
    [ReadsQuery("filter[permission]", "Only who may do this, for example runs:apply.")]
    [Answers(200, "effective-access", IsList = true)]
    public static async Task<IResult> HandleAsync(WorkspaceId id, HttpRequest http, PageRequest page, ExplainPlace explain, CancellationToken cancellationToken)
    {
        var verb = http.Query["filter[permission]"].ToString();
        Permission? wanted = null;
        if (verb.Length > 0)
        {
            if (!PermissionVerbs.TryRead(verb, out var permission))
            {
                return JsonApiResults.Refused(Refusal.Malformed($"There is no permission {verb}; there are {string.Join(", ", PermissionVerbs.All)}."));
            }

            wanted = permission;
        }

        if (!(await explain.OfWorkspaceAsync(id, http.Query["filter[user][id]"].ToString(), cancellationToken)).TryGet(out var found, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var all = found.Subjects.Where(subject => wanted is not { } permission || subject.Permissions.Contains(permission)).ToList();
        return JsonApiResults.Page(
            [.. all.Skip(page.Skip).Take(page.Size).Select(subject => EffectiveAccessDocument.Of(subject, found.Teams))], page, all.Count);
    }

    /// <summary>Everybody whom something reaches in the workspace, by name; or only one person.</summary>
    public async Task<Result<ExplainedPlace>> OfWorkspaceAsync(WorkspaceId id, string? onlyUser, CancellationToken cancellationToken)
    {
        var workspace = await _db.Workspaces.AsNoTracking().FirstOrDefaultAsync(w => w.Id == id, cancellationToken);
        if (workspace is null || await access.PermissionsAsync(workspace, cancellationToken) is not { } held || !held.Contains(Permission.ReadWorkspace))
        {
            return Refusal.NotFound($"workspace {id}");
        }

        var isOwn = !string.IsNullOrEmpty(onlyUser) && access.Caller.UserId?.Value == onlyUser;
        if (!isOwn && !held.Contains(Permission.ReadAccess) && !held.Contains(Permission.ManageAccess))
        {
            return Refusal.Forbidden("You may see this workspace but not who has access to it.");
        }

        var explained = await ReadAsync(workspace, cancellationToken);
        return string.IsNullOrEmpty(onlyUser) ? explained : explained with { Subjects = [.. explained.Subjects.Where(subject => subject.Id == onlyUser)] };
    }

    private async Task<ExplainedPlace> ReadAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var (organization, project, id) = (workspace.OrganizationId, workspace.ProjectId, workspace.Id);
        var ofUsers = new List<(UserId User, Reach Reach)>();
        var ofTeams = new List<(TeamId Team, Reach Reach)>();
        foreach (var user in await _db.Users.Where(u => u.IsSiteAdministrator).Select(u => u.Id).ToListAsync(cancellationToken))
        {
            ofUsers.Add((user, Administrator));
        }

        var grants = _db.AccessGrants.Where(g => (g.OrganizationId == null || g.OrganizationId == organization)
            && (g.ProjectId == null || g.ProjectId == project || g.WorkspaceId == id) && (g.WorkspaceId == null || g.WorkspaceId == id));
        foreach (var (grant, reach) in await Reach.OfGrantsAsync(_db, grants, cancellationToken))
        {
            if (grant.TeamId is { } team)
            {
                ofTeams.Add((team, reach));
            }
            else
            {
                ofUsers.Add((grant.UserId!.Value, reach));
            }
        }

        var teams = await _db.Teams.AsNoTracking().Where(t => t.OrganizationId == organization).ToListAsync(cancellationToken);
        ofTeams.AddRange(teams.Select(t => (t.Id, Reach.Of(t))).Where(t => t.Item2.Permissions.Contains(Permission.ReadWorkspace)));
        ofTeams.AddRange((await _db.TeamProjects.AsNoTracking().Where(a => a.ProjectId == project).ToListAsync(cancellationToken)).Select(a => (a.TeamId, Reach.Of(a))));
        ofTeams.AddRange((await _db.TeamWorkspaces.AsNoTracking().Where(a => a.WorkspaceId == id).ToListAsync(cancellationToken)).Select(a => (a.TeamId, Reach.Of(a))));

        var byTeam = ofTeams.ToLookup(t => t.Team, t => t.Reach);
        var reaching = byTeam.Select(t => t.Key).ToArray();
        var members = await _db.TeamMembers.Where(m => reaching.Contains(m.TeamId))
            .Join(_db.OrganizationMemberships, m => m.MembershipId, o => o.Id, (m, o) => new { m.TeamId, o.UserId }).Where(m => m.UserId != null).ToListAsync(cancellationToken);
        ofUsers.AddRange(members.SelectMany(m => byTeam[m.TeamId].Select(reach => (m.UserId!.Value, reach))));

        var byUser = ofUsers.ToLookup(u => u.User, u => u.Reach);
        var users = byUser.Select(u => u.Key).ToArray();
        var names = await _db.Users.Where(u => users.Contains(u.Id)).Select(u => new { u.Id, u.UserName, u.ServiceAccountId }).ToListAsync(cancellationToken);
        var accounts = await _db.ServiceAccounts.AsNoTracking().Where(a => a.OrganizationId == organization).ToDictionaryAsync(a => a.UserId, cancellationToken);
        var teamNames = teams.ToDictionary(t => t.Id, t => t.Name);
        SubjectAccess[] subjects =
        [
            .. names.Select(u => accounts.TryGetValue(u.Id, out var account)
                ? new SubjectAccess("service-account", account.Id.Value, account.Name, [.. byUser[u.Id]])
                : new SubjectAccess("user", u.Id.Value, u.UserName ?? "", [.. byUser[u.Id]])),
            .. byTeam.Select(t => new SubjectAccess("team", t.Key.Value, teamNames.GetValueOrDefault(t.Key, ""), [.. t])),
        ];
        return new ExplainedPlace([.. subjects.OrderBy(s => s.Name, StringComparer.OrdinalIgnoreCase).ThenBy(s => s.Id, StringComparer.Ordinal)], teamNames);
    }

    /// <summary>Why a site administrator may do everything.</summary>
    internal static Reach Administrator { get; } =
        new(null, null, null, BuiltInRoles.PermissionsOf(BuiltInRole.Admin), new AccessSource(AccessSourceKind.SiteAdministrator, "site administrator"));
}

/// <summary>Who may do what at a place, and the names of the teams that are named.</summary>
internal sealed record ExplainedPlace(IReadOnlyList<SubjectAccess> Subjects, IReadOnlyDictionary<TeamId, string> Teams);
