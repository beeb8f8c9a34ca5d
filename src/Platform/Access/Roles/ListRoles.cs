using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Access.Roles;

/// <summary>Lists the roles that can be given in an organization: the built-in ones first, then its own by name.</summary>
public sealed class ListRoles(PlatformDbContext db, Authorizer access, FindOrganization organizations)
{
    /// <param name="organizationNameOrId">The organization.</param>
    /// <param name="search">Part of the name; null for all.</param>
    /// <param name="skip">How many to pass over.</param>
    /// <param name="take">How many to show at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<(IReadOnlyList<RoleDetails> Roles, int Total)>> ExecuteAsync(
        string organizationNameOrId, string? search, int skip, int take, CancellationToken cancellationToken)
    {
        if (!(await organizations.ExecuteAsync(organizationNameOrId, cancellationToken)).TryGet(out var organization, out var refusal))
        {
            return refusal;
        }

        var builtIn = BuiltInRoles.All.Where(role => search is null || BuiltInRoles.NameOf(role).Contains(search, StringComparison.OrdinalIgnoreCase)).Select(RoleDetails.Of).ToList();
        var own = db.Roles.AsNoTracking().Where(r => r.OrganizationId == organization.Id);
        if (search is not null)
        {
            var part = RoleSettings.Normalize(search);
            own = own.Where(r => r.NormalizedName.Contains(part));
        }

        var held = await access.PermissionsAsync(organization.Id, cancellationToken);
        var first = builtIn.Skip(skip).Take(take).ToList();
        var rows = await own.OrderBy(r => r.NormalizedName).Skip(Math.Max(0, skip - builtIn.Count)).Take(take - first.Count).ToListAsync(cancellationToken);
        return ([.. first, .. rows.Select(row => RoleDetails.Of(row, held))], builtIn.Count + await own.CountAsync(cancellationToken));
    }

    [ReadsQuery("q", "Part of the name.")]
    internal static async Task<IResult> HandleAsync(string organization, HttpRequest http, PageRequest page, ListRoles list, CancellationToken cancellationToken) =>
        (await list.ExecuteAsync(organization, SearchText.Of(http.Query["q"]), page.Skip, page.Size, cancellationToken))
            .ToHttp(found => JsonApiResults.Page([.. found.Roles.Select(RoleDocument.Of)], page, found.Total));
}
