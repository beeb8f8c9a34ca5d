using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;
using Platform.Teams;

namespace Platform.Access.Grants;

/// <summary>Lists who has which role where, as far as the caller may see it: at places whose access they may read, and their own.</summary>
internal sealed class ListGrants(PlatformDbContext db, Authorizer access, FindGrantPlace places, FindGrant find, FindTeam teams)
{
    private readonly FindGrantPlace _places = places;
    private readonly PlatformDbContext _db = db;

    /// <summary>Those in an organization; a role that somebody has on the whole site is not among them.</summary>
    [ReadsQuery("filter[user][id]", "Only those of this person.")]
    [ReadsQuery("filter[team][id]", "Only those of this team.")]
    [ReadsQuery("filter[service-account][id]", "Only those of this service account.")]
    [ReadsQuery("filter[role][id]", "Only those of this role.")]
    [ReadsQuery("filter[project][id]", "Only those in this project itself.")]
    [ReadsQuery("filter[workspace][id]", "Only those in this workspace itself.")]
    public static async Task<IResult> HandleAsync(
        string organization, HttpRequest http, PageRequest page, FindOrganization organizations, ListGrants list, CancellationToken cancellationToken) =>
        (await organizations.ExecuteAsync(organization, cancellationToken)).TryGet(out var found, out var refusal)
            ? await list.PageAsync(list.Filter(await list.VisibleAsync(found.Id, cancellationToken), http.Query), page, cancellationToken)
            : JsonApiResults.Refused(refusal);

    /// <summary>Those that hold for the whole site.</summary>
    public static async Task<IResult> HandleSiteAsync(PageRequest page, ListGrants list, CancellationToken cancellationToken) =>
        list._places.Site().MayRead
            ? await list.PageAsync(list._db.AccessGrants.Where(g => g.OrganizationId == null), page, cancellationToken)
            : JsonApiResults.Refused(Refusal.Forbidden("Only a site administrator sees who has a role on the whole site."));

    private async Task<IQueryable<AccessGrant>> VisibleAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var all = _db.AccessGrants.Where(g => g.OrganizationId == organization);
        var allowed = await access.PlacesAllowingAsync(Permission.ReadAccess, organization, cancellationToken);
        var visible = await teams.VisibleAsync(organization, cancellationToken);
        var own = access.Caller.UserId;
        return all.Where(g => (g.UserId == own && own != null)
            || ((g.TeamId == null || visible.Any(t => t.Id == g.TeamId))
                && (allowed.IsEverywhere
                    || allowed.Projects.Contains(g.ProjectId!.Value)
                    || allowed.Workspaces.Contains(g.WorkspaceId!.Value)
                    || _db.Workspaces.Any(w => w.Id == g.WorkspaceId && allowed.Projects.Contains(w.ProjectId)))));
    }

    private IQueryable<AccessGrant> Filter(IQueryable<AccessGrant> grants, IQueryCollection query)
    {
        if (SearchText.Of(query["filter[user][id]"]) is { } user)
        {
            var id = new UserId(user);
            grants = grants.Where(g => g.UserId == id);
        }

        if (SearchText.Of(query["filter[team][id]"]) is { } team)
        {
            var id = new TeamId(team);
            grants = grants.Where(g => g.TeamId == id);
        }

        if (SearchText.Of(query["filter[service-account][id]"]) is { } account)
        {
            var id = new ServiceAccountId(account);
            grants = grants.Where(g => _db.ServiceAccounts.Any(a => a.Id == id && a.UserId == g.UserId));
        }

        if (SearchText.Of(query["filter[role][id]"]) is { } role)
        {
            var id = new RoleId(role);
            grants = grants.Where(g => g.RoleId == id);
        }

        if (SearchText.Of(query["filter[project][id]"]) is { } project)
        {
            var id = new ProjectId(project);
            grants = grants.Where(g => g.ProjectId == id);
        }

        if (SearchText.Of(query["filter[workspace][id]"]) is { } workspace)
        {
            var id = new WorkspaceId(workspace);
            grants = grants.Where(g => g.WorkspaceId == id);
        }

        return grants;
    }

    private async Task<IResult> PageAsync(IQueryable<AccessGrant> grants, PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await grants.AsNoTracking().OrderBy(g => g.CreatedAt).ThenBy(g => g.Id).Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        var details = await find.DescribeAsync(rows, cancellationToken);
        return JsonApiResults.Page([.. details.Select(GrantDocument.Of)], page, await grants.CountAsync(cancellationToken));
    }
}
