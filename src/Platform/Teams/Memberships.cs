using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Identity.Users;
using Platform.JsonApi.Description;
using Platform.JsonApi;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Teams;

/// <summary>Reads memberships: who manages them sees all of an organization, everybody else their own.</summary>
internal sealed class Memberships(PlatformDbContext db, Authorizer access, FindOrganization organizations, DescribeMemberships describe, FindTeam find)
{
    private readonly PlatformDbContext _db = db;
    private readonly Authorizer _access = access;
    private readonly FindOrganization _organizations = organizations;

    public async Task<Result<OrganizationMembership>> FindAsync(OrganizationMembershipId id, CancellationToken cancellationToken)
    {
        var membership = await _db.OrganizationMemberships.FirstOrDefaultAsync(m => m.Id == id, cancellationToken);
        return membership is not null && (IsOwn(membership) || await _access.CanAsync(Permission.ManageMembership, membership.OrganizationId, cancellationToken))
            ? membership
            : Refusal.NotFound($"organization membership {id}");
    }

    public bool IsOwn(OrganizationMembership membership) => _access.Caller is { Kind: CallerKind.User, UserId: { } user } && membership.UserId == user;

    internal static async Task<IResult> HandleFindAsync(OrganizationMembershipId id, IncludeRequest include, Memberships memberships, CancellationToken cancellationToken)
    {
        var refusal = Check(include);
        return refusal is not null || !(await memberships.FindAsync(id, cancellationToken)).TryGet(out var membership, out refusal)
            ? JsonApiResults.Refused(refusal)
            : await memberships.OneAsync(membership, include, cancellationToken);
    }

    [ReadsQuery("filter[status]", "active or invited.")]
    [ReadsQuery("filter[email]", "Addresses, separated by commas.")]
    [ReadsQuery("q", "Part of a name or an address.")]
    internal static async Task<IResult> HandleListAsync(
        string organization, HttpRequest http, PageRequest page, IncludeRequest include, Memberships memberships, CancellationToken cancellationToken)
    {
        var refusal = Check(include);
        if (refusal is not null || !(await memberships._organizations.ExecuteAsync(organization, cancellationToken)).TryGet(out var found, out refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var all = memberships._db.OrganizationMemberships.Where(m => m.OrganizationId == found.Id);
        if (!await memberships._access.CanAsync(Permission.ManageMembership, found.Id, cancellationToken))
        {
            all = memberships.OwnOf(all);
        }

        return await memberships.PageAsync(memberships.Filter(all, http.Query), page, include, cancellationToken);
    }

    internal static async Task<IResult> HandleOwnAsync(PageRequest page, IncludeRequest include, Memberships memberships, CancellationToken cancellationToken) =>
        Check(include) is { } refusal
            ? JsonApiResults.Refused(refusal)
            : await memberships.PageAsync(memberships.OwnOf(memberships._db.OrganizationMemberships), page, include, cancellationToken);

    internal async Task<IResult> OneAsync(OrganizationMembership membership, IncludeRequest include, CancellationToken cancellationToken, int status = StatusCodes.Status200OK)
    {
        var details = await describe.ExecuteAsync([membership], cancellationToken);
        var document = MembershipDocument.Of(details[0]);
        return status == StatusCodes.Status201Created
            ? JsonApiResults.Created(document)
            : JsonApiResults.Ok(document, await IncludedAsync(include, details, cancellationToken));
    }

    private static Refusal? Check(IncludeRequest include) => include.Names.FirstOrDefault(name => name is not ("user" or "teams" or "organization")) is { } unknown
        ? Refusal.Malformed($"Invalid include parameter: a membership has no {unknown}.")
        : null;

    private IQueryable<OrganizationMembership> OwnOf(IQueryable<OrganizationMembership> all)
    {
        var user = _access.Caller is { Kind: CallerKind.User, UserId: { } id } ? id : (UserId?)null;
        return all.Where(m => m.UserId == user && user != null);
    }

    private IQueryable<OrganizationMembership> Filter(IQueryable<OrganizationMembership> all, IQueryCollection query)
    {
        all = query["filter[status]"].ToString() switch
        {
            "active" => all.Where(m => m.UserId != null),
            "invited" => all.Where(m => m.UserId == null),
            _ => all,
        };
        if (SearchText.Of(query["filter[email]"]) is { } emails)
        {
            var wanted = emails.ToUpperInvariant().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            all = all.Where(m => wanted.Contains(m.NormalizedEmail) || _db.Users.Any(u => u.Id == m.UserId && wanted.Contains(u.NormalizedEmail)));
        }

        if (SearchText.Of(query["q"]) is { } text)
        {
            var part = text.ToUpperInvariant();
            all = all.Where(m => m.NormalizedEmail!.Contains(part)
                || _db.Users.Any(u => u.Id == m.UserId && (u.NormalizedUserName!.Contains(part) || u.NormalizedEmail!.Contains(part))));
        }

        return all;
    }

    private async Task<IResult> PageAsync(IQueryable<OrganizationMembership> all, PageRequest page, IncludeRequest include, CancellationToken cancellationToken)
    {
        var rows = await all.AsNoTracking().OrderBy(m => m.CreatedAt).ThenBy(m => m.Id).Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        var details = await describe.ExecuteAsync(rows, cancellationToken);
        return JsonApiResults.Page(
            [.. details.Select(MembershipDocument.Of)], page, await all.CountAsync(cancellationToken), await IncludedAsync(include, details, cancellationToken));
    }

    private async Task<IReadOnlyList<Resource>?> IncludedAsync(IncludeRequest include, IReadOnlyList<MembershipDetails> details, CancellationToken cancellationToken)
    {
        if (include.Names.Count == 0)
        {
            return null;
        }

        var included = new List<Resource>();
        if (include.Names.Contains("user"))
        {
            var ids = details.Select(d => d.Membership.UserId).OfType<UserId>().ToArray();
            included.AddRange((await _db.Users.AsNoTracking().Where(u => ids.Contains(u.Id)).ToListAsync(cancellationToken)).Select(user => UserDocument.Of(user, _access.Caller)));
        }

        if (include.Names.Contains("teams"))
        {
            // Only teams that the caller sees are named.
            var ids = details.SelectMany(d => d.Teams).Distinct().ToArray();
            var teams = await _db.Teams.AsNoTracking().Where(t => ids.Contains(t.Id)).ToListAsync(cancellationToken);
            included.AddRange((await find.DescribeAsync(teams, cancellationToken)).Select(TeamDocument.Of));
        }

        return included;
    }
}
