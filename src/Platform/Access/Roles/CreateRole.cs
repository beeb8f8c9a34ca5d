using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Access.Roles;

/// <summary>Makes a role of an organization. Nobody makes one that may do more than themselves.</summary>
public sealed class CreateRole(PlatformDbContext db, Authorizer access, FindOrganization organizations, TimeProvider clock, ILogger<CreateRole> log)
{
    internal static readonly Refusal NameTaken = Refusal.Invalid("Name has already been taken", "name");
    internal static readonly Refusal TooMuch = Refusal.Forbidden("A role cannot hold what you may not do yourself in the organization.");

    public async Task<Result<RoleDetails>> ExecuteAsync(string organizationNameOrId, RoleSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            var made = await db.InTransactionAsync(inner => InsertAsync(organizationNameOrId, settings, inner), cancellationToken);
            if (made.Value is { Row: { } row })
            {
                log.RoleCreated(access.Caller.UserId, row.Id, row.OrganizationId);
            }

            return made;
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return NameTaken;
        }
    }

    internal static async Task<IResult> HandleAsync(string organization, JsonApiRequest<RoleSettings> body, CreateRole create, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await create.ExecuteAsync(organization, body.Attributes, cancellationToken)).ToHttp(role => JsonApiResults.Created(RoleDocument.Of(role)));

    private async Task<Result<RoleDetails>> InsertAsync(string organizationNameOrId, RoleSettings settings, CancellationToken cancellationToken)
    {
        if (!(await organizations.ExecuteAsync(organizationNameOrId, cancellationToken)).TryGet(out var organization, out var refusal))
        {
            return refusal;
        }

        var held = await access.PermissionsAsync(organization.Id, cancellationToken);
        if (!held.Contains(Permission.ManageRoles))
        {
            return Refusal.Forbidden("You may not make roles in this organization.");
        }

        var now = clock.GetUtcNow();
        var role = new Role { Id = RoleId.New(), OrganizationId = organization.Id, Name = "", NormalizedName = "", CreatedAt = now, UpdatedAt = now };
        if (settings.ApplyTo(role, now) is { } invalid)
        {
            return invalid;
        }

        var details = RoleDetails.Of(role, held);
        if (!held.IsSupersetOf(details.Permissions))
        {
            return TooMuch;
        }

        if (await db.Roles.AnyAsync(r => r.OrganizationId == organization.Id && r.NormalizedName == role.NormalizedName, cancellationToken))
        {
            return NameTaken;
        }

        db.Roles.Add(role);
        return details;
    }
}
