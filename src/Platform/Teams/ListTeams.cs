using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.JsonApi.Description;
using Platform.JsonApi;
using Platform.Organizations;
using Platform.Results;

namespace Platform.Teams;

/// <summary>Lists the teams of an organization that the caller may see.</summary>
public sealed class ListTeams(FindOrganization organizations, FindTeam find)
{
    /// <summary>Lists them by name.</summary>
    /// <param name="organizationNameOrId">The organization.</param>
    /// <param name="names">Only these names; empty for all.</param>
    /// <param name="search">Part of the name; null for all.</param>
    /// <param name="skip">How many to pass over.</param>
    /// <param name="take">How many to show at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<(IReadOnlyList<TeamDetails> Teams, int Total)>> ExecuteAsync(
        string organizationNameOrId, IReadOnlyList<string> names, string? search, int skip, int take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (!(await organizations.ExecuteAsync(organizationNameOrId, cancellationToken)).TryGet(out var organization, out var refusal))
        {
            return refusal;
        }

        var visible = (await find.VisibleAsync(organization.Id, cancellationToken)).AsNoTracking();
        if (names.Count > 0)
        {
            var exact = names.ToArray();
            visible = visible.Where(t => exact.Contains(t.Name));
        }

        if (search is not null)
        {
            visible = visible.Where(t => t.Name.Contains(search));
        }

        var page = await visible.OrderBy(t => t.Name).Skip(skip).Take(take).ToListAsync(cancellationToken);
        return (await find.DescribeAsync(page, cancellationToken), await visible.CountAsync(cancellationToken));
    }

    [ReadsQuery("filter[names]", "Names, separated by commas.")]
    [ReadsQuery("q", "Part of the name.")]
    internal static async Task<IResult> HandleAsync(
        string organization, HttpRequest http, PageRequest page, IncludeRequest include, ListTeams list, TeamInclusions inclusions, CancellationToken cancellationToken)
    {
        var names = (SearchText.Of(http.Query["filter[names]"]) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var refusal = TeamInclusions.Check(include);
        if (refusal is not null
            || !(await list.ExecuteAsync(organization, names, SearchText.Of(http.Query["q"]), page.Skip, page.Size, cancellationToken)).TryGet(out var found, out refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        return JsonApiResults.Page(
            [.. found.Teams.Select(TeamDocument.Of)], page, found.Total, await inclusions.LoadAsync(include, found.Teams, cancellationToken));
    }
}
