using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Organizations;

/// <summary>Finds the organization that a URL or a configuration names, for a caller who may see it.</summary>
public sealed class FindOrganization(PlatformDbContext db, Authorizer access)
{
    /// <summary>Finds it by name, <c>org-…</c> or <c>env-…</c>. The entity is tracked, so that an action can change it.</summary>
    public async Task<Result<Organization>> ExecuteAsync(string nameOrId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(nameOrId);
        Organization? organization;
        if (OrganizationName.TryReadId(nameOrId, out var id))
        {
            organization = await db.Organizations.FirstOrDefaultAsync(o => o.Id == id, cancellationToken);
        }
        else
        {
            var name = OrganizationName.Normalize(nameOrId);
            organization = await db.Organizations.FirstOrDefaultAsync(o => o.NormalizedName == name, cancellationToken);
        }

        return organization is not null && (await access.PermissionsAsync(organization.Id, cancellationToken)).Count > 0
            ? organization
            : Refusal.NotFound($"organization {nameOrId}");
    }
}
