using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Access.Roles;

/// <summary>Changes a role for all who have it, or deletes one that nobody has.</summary>
public sealed class ChangeRole(PlatformDbContext db, Authorizer access, FindRole find, TimeProvider clock, ILogger<ChangeRole> log)
{
    public async Task<Result<RoleDetails>> UpdateAsync(RoleId id, RoleSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            var changed = await db.InTransactionAsync(inner => ApplyAsync(id, settings, inner), cancellationToken);
            if (changed.Refusal is null)
            {
                log.RoleChanged(access.Caller.UserId, id);
            }

            return changed;
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return CreateRole.NameTaken;
        }
    }

    public async Task<Result<Done>> DeleteAsync(RoleId id, CancellationToken cancellationToken)
    {
        var deleted = await db.InTransactionAsync<Done>(
            async inner =>
            {
                if (!(await ChangeableAsync(id, inner)).TryGet(out var role, out var refusal))
                {
                    return refusal;
                }

                if (await db.AccessGrants.CountAsync(g => g.RoleId == id, inner) is > 0 and var grants)
                {
                    return Refusal.Conflict($"The role is still given {grants} {(grants == 1 ? "time" : "times")}; take it back there first.");
                }

                db.Roles.Remove(role);
                return Done.Value;
            },
            cancellationToken);
        if (deleted.Refusal is null)
        {
            log.RoleDeleted(access.Caller.UserId, id);
        }

        return deleted;
    }

    internal static async Task<IResult> HandleUpdateAsync(RoleId id, JsonApiRequest<RoleSettings> body, ChangeRole change, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await change.UpdateAsync(id, body.Attributes, cancellationToken)).ToHttp(role => JsonApiResults.Ok(RoleDocument.Of(role)));

    internal static async Task<IResult> HandleDeleteAsync(RoleId id, ChangeRole change, CancellationToken cancellationToken) =>
        (await change.DeleteAsync(id, cancellationToken)).ToHttp(_ => TypedResults.NoContent());

    private async Task<Result<RoleDetails>> ApplyAsync(RoleId id, RoleSettings settings, CancellationToken cancellationToken)
    {
        if (!(await ChangeableAsync(id, cancellationToken)).TryGet(out var role, out var refusal))
        {
            return refusal;
        }

        if (settings.ApplyTo(role, clock.GetUtcNow()) is { } invalid)
        {
            return invalid;
        }

        // Who could put more into a role than they hold would only need to have it themselves.
        var held = await access.PermissionsAsync(role.OrganizationId, cancellationToken);
        var details = RoleDetails.Of(role, held);
        return !held.IsSupersetOf(details.Permissions) ? CreateRole.TooMuch
            : await db.Roles.AnyAsync(r => r.OrganizationId == role.OrganizationId && r.NormalizedName == role.NormalizedName && r.Id != id, cancellationToken)
                ? CreateRole.NameTaken
                : details;
    }

    private async Task<Result<Role>> ChangeableAsync(RoleId id, CancellationToken cancellationToken)
    {
        if (!(await find.ExecuteAsync(id, cancellationToken)).TryGet(out var role, out var refusal))
        {
            return refusal;
        }

        return role switch
        {
            { Row: null } => Refusal.Forbidden("A built-in role stays as it is; make one of your own."),
            { MayChange: false } => Refusal.Forbidden("You may see this role but not change it."),
            _ => role.Row,
        };
    }
}
