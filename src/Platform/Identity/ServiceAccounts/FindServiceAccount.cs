using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Identity.ServiceAccounts;

/// <summary>Finds service accounts for who manages them or may see who has access. The row is tracked, so that an action can change it.</summary>
internal sealed class FindServiceAccount(PlatformDbContext db, Authorizer access)
{
    private readonly PlatformDbContext _db = db;

    public async Task<Result<ServiceAccount>> ExecuteAsync(ServiceAccountId id, CancellationToken cancellationToken)
    {
        var account = await _db.ServiceAccounts.FirstOrDefaultAsync(a => a.Id == id, cancellationToken);
        return account is not null && await MaySeeAsync(account.OrganizationId, cancellationToken) ? account : Refusal.NotFound($"service account {id}");
    }

    public static async Task<IResult> HandleAsync(ServiceAccountId id, FindServiceAccount find, CancellationToken cancellationToken) =>
        (await find.ExecuteAsync(id, cancellationToken)).ToHttp(account => JsonApiResults.Ok(ServiceAccountDocument.Of(account)));

    [ReadsQuery("q", "Part of the name.")]
    public static async Task<IResult> HandleListAsync(
        string organization, HttpRequest http, PageRequest page, FindOrganization organizations, FindServiceAccount find, CancellationToken cancellationToken)
    {
        if (!(await organizations.ExecuteAsync(organization, cancellationToken)).TryGet(out var found, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        if (!await find.MaySeeAsync(found.Id, cancellationToken))
        {
            return JsonApiResults.Refused(Refusal.Forbidden("You may see this organization but not its service accounts."));
        }

        var all = find._db.ServiceAccounts.AsNoTracking().Where(a => a.OrganizationId == found.Id);
        if (SearchText.Of(http.Query["q"]) is { } search)
        {
            var part = search.ToUpperInvariant();
            all = all.Where(a => a.NormalizedName.Contains(part));
        }

        var rows = await all.OrderBy(a => a.NormalizedName).Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        return JsonApiResults.Page([.. rows.Select(ServiceAccountDocument.Of)], page, await all.CountAsync(cancellationToken));
    }

    private async Task<bool> MaySeeAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var held = await access.PermissionsAsync(organization, cancellationToken);
        return held.Contains(Permission.ManageServiceAccounts) || held.Contains(Permission.ReadAccess);
    }
}
