using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Workspaces;

/// <summary>Finds a workspace for a caller who may see it. The entity is tracked, so that an action can change it.</summary>
public sealed class FindWorkspace(PlatformDbContext db, Authorizer access)
{
    public async Task<Result<Workspace>> ByIdAsync(WorkspaceId id, CancellationToken cancellationToken)
    {
        var workspace = await db.Workspaces.FirstOrDefaultAsync(w => w.Id == id, cancellationToken);
        return await SeenAsync(workspace, id.Value, cancellationToken);
    }

    /// <summary>Finds it in the organization of that name, <c>org-…</c> or <c>env-…</c>.</summary>
    public async Task<Result<Workspace>> ByNameAsync(string organizationNameOrId, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(organizationNameOrId);
        ArgumentNullException.ThrowIfNull(name);
        var normalized = WorkspaceName.Normalize(name);
        var byName = db.Workspaces.Where(w => w.NormalizedName == normalized);
        if (OrganizationName.TryReadId(organizationNameOrId, out var organization))
        {
            byName = byName.Where(w => w.OrganizationId == organization);
        }
        else
        {
            var organizationName = OrganizationName.Normalize(organizationNameOrId);
            // A join and no condition: SQLite reads all workspaces for the latter.
            byName = byName.Join(db.Organizations.Where(o => o.NormalizedName == organizationName), w => w.OrganizationId, o => o.Id, (w, _) => w);
        }

        return await SeenAsync(await byName.FirstOrDefaultAsync(cancellationToken), name, cancellationToken);
    }

    private async Task<Result<Workspace>> SeenAsync(Workspace? workspace, string named, CancellationToken cancellationToken) =>
        workspace is not null && await access.CanAsync(Permission.ReadWorkspace, workspace, cancellationToken)
            ? workspace
            : Refusal.NotFound($"workspace {named}");
}
