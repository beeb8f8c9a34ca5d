using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Access.Explanations;

/// <summary>Says what a person may do in an organization: each place where something reaches them, from the widest on, and why.</summary>
internal sealed class ExplainPerson(PlatformDbContext db, Authorizer access)
{
    private readonly PlatformDbContext _db = db;

    [ReadsQuery("filter[user][id]", "The person, or the user of a service account; required.")]
    [Answers(200, "effective-access", IsList = true)]
    public static async Task<IResult> HandleAsync(
        string organization, HttpRequest http, PageRequest page, FindOrganization organizations, ExplainPerson explain, CancellationToken cancellationToken)
    {
        var asked = http.Query["filter[user][id]"].ToString();
        if (asked.Length == 0)
        {
            return JsonApiResults.Refused(Refusal.Malformed("Say who: filter[user][id]."));
        }

        if (!(await organizations.ExecuteAsync(organization, cancellationToken)).TryGet(out var found, out var refusal)
            || !(await explain.ExecuteAsync(found, asked, cancellationToken)).TryGet(out var places, out refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var teams = await explain._db.Teams.Where(t => t.OrganizationId == found.Id).Select(t => new { t.Id, t.Name }).ToDictionaryAsync(t => t.Id, t => t.Name, cancellationToken);
        return JsonApiResults.Page([.. places.Skip(page.Skip).Take(page.Size).Select(place => EffectiveAccessDocument.Of(place, teams))], page, places.Length);
    }

    /// <summary>Each place in the organization, or the site, where something reaches the person.</summary>
    public async Task<Result<PlaceAccess[]>> ExecuteAsync(Organization organization, string asked, CancellationToken cancellationToken)
    {
        if (!ResourceId.TryParse<UserId>(asked, out var id) || await _db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, cancellationToken) is not { } user)
        {
            return Refusal.NotFound($"user {asked}");
        }

        var held = await access.PermissionsAsync(organization.Id, cancellationToken);
        if (access.Caller.UserId != id && !held.Contains(Permission.ReadAccess) && !held.Contains(Permission.ManageAccess))
        {
            return Refusal.NotFound($"user {asked}");
        }

        List<Reach> reaches = [.. (await Reach.OfUserAsync(_db, id, cancellationToken)).Where(r => r.OrganizationId == organization.Id || r.OrganizationId is null)];
        if (reaches.Count == 0 && !user.IsSiteAdministrator)
        {
            return Refusal.NotFound($"user {asked}");
        }

        if (user.IsSiteAdministrator)
        {
            reaches.Insert(0, ExplainPlace.Administrator);
        }

        return await NamedAsync(organization, reaches, cancellationToken);
    }

    private async Task<PlaceAccess[]> NamedAsync(Organization organization, List<Reach> reaches, CancellationToken cancellationToken)
    {
        var projects = reaches.Select(r => r.ProjectId).OfType<ProjectId>().Distinct().ToArray();
        var workspaces = reaches.Select(r => r.WorkspaceId).OfType<WorkspaceId>().Distinct().ToArray();
        var names = await _db.Projects.Where(p => projects.Contains(p.Id)).Select(p => new { p.Id, p.Name }).ToDictionaryAsync(p => p.Id.Value, p => p.Name, cancellationToken);
        foreach (var workspace in await _db.Workspaces.Where(w => workspaces.Contains(w.Id)).Select(w => new { w.Id, w.Name }).ToListAsync(cancellationToken))
        {
            names[workspace.Id.Value] = workspace.Name;
        }

        return
        [
            .. reaches.GroupBy(r => r.WorkspaceId?.Value ?? r.ProjectId?.Value ?? r.OrganizationId?.Value ?? "site")
                .Select(place => new PlaceAccess(
                    place.Key, place.Key == organization.Id.Value ? organization.Name : names.GetValueOrDefault(place.Key, place.Key), [.. place]))
                .OrderBy(place => Width(place.Reaches[0])).ThenBy(place => place.Name, StringComparer.OrdinalIgnoreCase),
        ];
    }

    private static int Width(Reach reach) =>
        reach.WorkspaceId is not null ? 3 : reach.ProjectId is not null ? 2 : reach.OrganizationId is not null ? 1 : 0;
}
