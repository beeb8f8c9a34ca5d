using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Persistence;

namespace Platform.Web.Organizations;

/// <summary>One line of the list of organizations.</summary>
public sealed record OrganizationRow(string Name, int Workspaces);

/// <summary>The organizations that the reader may see.</summary>
public sealed class ReadOrganizationRows(PlatformDbContext db, Authorizer access)
{
    public async Task<IReadOnlyList<OrganizationRow>> ExecuteAsync(CancellationToken cancellationToken)
    {
        var visible = await access.VisibleOrganizationsAsync(cancellationToken);
        return await visible.AsNoTracking().OrderBy(o => o.NormalizedName)
            .Select(o => new OrganizationRow(o.Name, db.Workspaces.Count(w => w.OrganizationId == o.Id)))
            .ToListAsync(cancellationToken);
    }
}
