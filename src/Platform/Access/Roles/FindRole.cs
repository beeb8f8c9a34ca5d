using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Access.Roles;

/// <summary>Finds a role: a built-in one for everybody, an organization's for who sees the organization. The row is tracked, so that an action can change it.</summary>
public sealed class FindRole(PlatformDbContext db, Authorizer access)
{
    public async Task<Result<RoleDetails>> ExecuteAsync(RoleId id, CancellationToken cancellationToken)
    {
        if (BuiltInRoles.Find(id) is { } builtIn)
        {
            return RoleDetails.Of(builtIn);
        }

        var role = await db.Roles.FirstOrDefaultAsync(r => r.Id == id, cancellationToken);
        return role is not null && await access.PermissionsAsync(role.OrganizationId, cancellationToken) is { Count: > 0 } held
            ? RoleDetails.Of(role, held)
            : Refusal.NotFound($"role {id}");
    }

    internal static async Task<IResult> HandleAsync(RoleId id, FindRole find, CancellationToken cancellationToken) =>
        (await find.ExecuteAsync(id, cancellationToken)).ToHttp(role => JsonApiResults.Ok(RoleDocument.Of(role)));
}
