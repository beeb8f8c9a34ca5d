using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Identity.Tokens;
using Platform.JsonApi;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Identity.ServiceAccounts;

/// <summary>Makes, changes and deletes service accounts. A new one may do nothing until it is given a role.</summary>
internal sealed class ChangeServiceAccount(
    PlatformDbContext db, Authorizer access, FindOrganization organizations, FindServiceAccount find, TokenLookup lookup, TimeProvider clock,
    ILogger<ChangeServiceAccount> log)
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const int RandomLength = 12;
    private static readonly Refusal NameTaken = Refusal.Invalid("Name has already been taken", "name");
    private static readonly Refusal CannotManage = Refusal.Forbidden("You may not make or change service accounts in this organization.");

    public async Task<Result<ServiceAccount>> CreateAsync(string organizationNameOrId, ServiceAccountSettings settings, CancellationToken cancellationToken)
    {
        var made = await UniquelyAsync(inner => InsertAsync(organizationNameOrId, settings, inner), cancellationToken);
        if (made.Value is { } account)
        {
            log.ServiceAccountCreated(access.Caller.UserId, account.Id, account.OrganizationId);
        }

        return made;
    }

    public Task<Result<ServiceAccount>> UpdateAsync(ServiceAccountId id, ServiceAccountSettings settings, CancellationToken cancellationToken) =>
        UniquelyAsync(
            async inner =>
            {
                if (!(await ManagedAsync(id, inner)).TryGet(out var account, out var refusal))
                {
                    return refusal;
                }

                return settings.ApplyTo(account) is { } invalid ? invalid : await IsTakenAsync(account, inner) ? NameTaken : account;
            },
            cancellationToken);

    /// <summary>Deletes it with its tokens and roles. Its user stays: runs and comments name it as their author.</summary>
    public async Task<Result<Done>> DeleteAsync(ServiceAccountId id, CancellationToken cancellationToken)
    {
        var deleted = await db.InTransactionAsync<Done>(
            async inner =>
            {
                if (!(await ManagedAsync(id, inner)).TryGet(out var account, out var refusal))
                {
                    return refusal;
                }

                db.AccessGrants.RemoveRange(await db.AccessGrants.Where(g => g.UserId == account.UserId).ToListAsync(inner));
                db.ServiceAccounts.Remove(account);
                return Done.Value;
            },
            cancellationToken);
        if (deleted.Refusal is null)
        {
            lookup.Forget();
            log.ServiceAccountDeleted(access.Caller.UserId, id);
        }

        return deleted;
    }

    public static async Task<IResult> HandleCreateAsync(
        string organization, JsonApiRequest<ServiceAccountSettings> body, ChangeServiceAccount change, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await change.CreateAsync(organization, body.Attributes, cancellationToken)).ToHttp(account => JsonApiResults.Created(ServiceAccountDocument.Of(account)));

    public static async Task<IResult> HandleUpdateAsync(
        ServiceAccountId id, JsonApiRequest<ServiceAccountSettings> body, ChangeServiceAccount change, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await change.UpdateAsync(id, body.Attributes, cancellationToken)).ToHttp(account => JsonApiResults.Ok(ServiceAccountDocument.Of(account)));

    public static async Task<IResult> HandleDeleteAsync(ServiceAccountId id, ChangeServiceAccount change, CancellationToken cancellationToken) =>
        (await change.DeleteAsync(id, cancellationToken)).ToHttp(_ => TypedResults.NoContent());

    private async Task<Result<ServiceAccount>> InsertAsync(string organizationNameOrId, ServiceAccountSettings settings, CancellationToken cancellationToken)
    {
        if (!(await organizations.ExecuteAsync(organizationNameOrId, cancellationToken)).TryGet(out var organization, out var refusal))
        {
            return refusal;
        }

        if (!await access.CanAsync(Permission.ManageServiceAccounts, organization.Id, cancellationToken))
        {
            return CannotManage;
        }

        var name = $"api-service_{RandomNumberGenerator.GetString(Alphabet, RandomLength)}";
        var (id, now) = (ServiceAccountId.New(), clock.GetUtcNow());
        var user = new User
        {
            UserName = name, NormalizedUserName = name.ToUpperInvariant(), SecurityStamp = Guid.NewGuid().ToString("N"), ServiceAccountId = id, CreatedAt = now,
        };
        var account = new ServiceAccount { Id = id, OrganizationId = organization.Id, Name = "", NormalizedName = "", UserId = user.Id, CreatedAt = now };
        if (settings.ApplyTo(account) is { } invalid)
        {
            return invalid;
        }

        if (await IsTakenAsync(account, cancellationToken))
        {
            return NameTaken;
        }

        db.Users.Add(user);
        db.ServiceAccounts.Add(account);
        return account;
    }

    private Task<bool> IsTakenAsync(ServiceAccount account, CancellationToken cancellationToken) =>
        db.ServiceAccounts.AnyAsync(a => a.OrganizationId == account.OrganizationId && a.NormalizedName == account.NormalizedName && a.Id != account.Id, cancellationToken);

    private async Task<Result<ServiceAccount>> ManagedAsync(ServiceAccountId id, CancellationToken cancellationToken)
    {
        var found = await find.ExecuteAsync(id, cancellationToken);
        return found.TryGet(out var account, out _) && !await access.CanAsync(Permission.ManageServiceAccounts, account.OrganizationId, cancellationToken)
            ? CannotManage
            : found;
    }

    private async Task<Result<ServiceAccount>> UniquelyAsync(Func<CancellationToken, Task<Result<ServiceAccount>>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await db.InTransactionAsync(work, cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return NameTaken;
        }
    }
}
