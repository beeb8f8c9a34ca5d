using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Persistence;

namespace Platform.Web.Organizations;

/// <summary>One line of the list of organizations, with how many workspaces of it the reader may see.</summary>
public sealed record OrganizationRow(string Name, int Workspaces);

/// <summary>The organizations that the reader may see.</summary>
public sealed class ReadOrganizationRows(PlatformDbContext db, Authorizer access)
{
    public async Task<IReadOnlyList<OrganizationRow>> ExecuteAsync(CancellationToken cancellationToken)
    {
        var visible = await access.VisibleOrganizationsAsync(cancellationToken);
        var found = await visible.AsNoTracking().OrderBy(o => o.NormalizedName)
            .Select(o => new { o.Id, o.Name, All = db.Workspaces.Count(w => w.OrganizationId == o.Id) })
            .ToListAsync(cancellationToken);
        var rows = new List<OrganizationRow>(found.Count);
        foreach (var organization in found)
        {
            var seesAll = (await access.PermissionsAsync(organization.Id, cancellationToken)).Contains(Permission.ReadWorkspace);
            rows.Add(new OrganizationRow(
                organization.Name,
                seesAll ? organization.All : await (await access.VisibleWorkspacesAsync(organization.Id, cancellationToken)).CountAsync(cancellationToken)));
        }

        return rows;
    }
}
