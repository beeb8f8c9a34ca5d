using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.JsonApi;

namespace Platform.Organizations;

/// <summary>Some of the organizations that the caller may see, and how many there are in all.</summary>
public sealed record OrganizationPage(IReadOnlyList<OrganizationDetails> Organizations, int TotalCount);

/// <summary>Lists the organizations that the caller may see.</summary>
public sealed class ListOrganizations(Authorizer access)
{
    /// <summary>Lists them by name.</summary>
    /// <param name="search">Part of the name, without regard to case; null for all.</param>
    /// <param name="skip">How many to pass over.</param>
    /// <param name="take">How many to show at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<OrganizationPage> ExecuteAsync(string? search, int skip, int take, CancellationToken cancellationToken)
    {
        var visible = (await access.VisibleOrganizationsAsync(cancellationToken)).AsNoTracking();
        if (!string.IsNullOrEmpty(search))
        {
            var part = OrganizationName.Normalize(search);
            visible = visible.Where(o => o.NormalizedName.Contains(part));
        }

        var total = await visible.CountAsync(cancellationToken);
        var details = new List<OrganizationDetails>();
        foreach (var organization in await visible.OrderBy(o => o.NormalizedName).Skip(skip).Take(take).ToListAsync(cancellationToken))
        {
            details.Add(new OrganizationDetails(organization, await access.PermissionsAsync(organization.Id, cancellationToken)));
        }

        return new OrganizationPage(details, total);
    }

    internal static async Task<IResult> HandleAsync(string? q, PageRequest page, ListOrganizations list, CancellationToken cancellationToken)
    {
        var found = await list.ExecuteAsync(SearchText.Of(q), page.Skip, page.Size, cancellationToken);
        return JsonApiResults.Page([.. found.Organizations.Select(OrganizationDocument.Of)], page, found.TotalCount);
    }
}
