using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.StateVersions;

/// <summary>Finds state versions for a caller who may read them. The rows are not tracked.</summary>
public sealed class FindStateVersion(PlatformDbContext db, Authorizer access, FindWorkspace workspaces)
{
    /// <summary>Finds it by id; <paramref name="permission"/> is what the caller must have: the state itself or only its outputs.</summary>
    public async Task<Result<StateVersion>> ByIdAsync(StateVersionId id, Permission permission, CancellationToken cancellationToken)
    {
        var found = await (
            from version in db.StateVersions.AsNoTracking()
            join workspace in db.Workspaces.AsNoTracking() on version.WorkspaceId equals workspace.Id
            where version.Id == id
            select new { version, workspace }).FirstOrDefaultAsync(cancellationToken);
        return found is not null && await access.CanAsync(permission, found.workspace, cancellationToken)
            ? found.version
            : Refusal.NotFound($"state version {id}");
    }

    /// <summary>Finds the current one of a workspace; refused when it has none. One that is announced and not uploaded is never the current one.</summary>
    public async Task<Result<StateVersion>> CurrentAsync(WorkspaceId id, Permission permission, CancellationToken cancellationToken)
    {
        if (!(await WorkspaceAsync(id, permission, cancellationToken)).TryGet(out var workspace, out var refusal))
        {
            return refusal;
        }

        var current = await db.StateVersions.AsNoTracking().FirstOrDefaultAsync(s => s.Id == workspace.CurrentStateVersionId, cancellationToken);
        return current is null ? Refusal.NotFound($"state of workspace {workspace.Name}") : current;
    }

    /// <summary>Finds the workspace whose states, or outputs, the caller may read.</summary>
    public async Task<Result<Workspace>> WorkspaceAsync(WorkspaceId id, Permission permission, CancellationToken cancellationToken)
    {
        if (!(await workspaces.ByIdAsync(id, cancellationToken)).TryGet(out var workspace, out var refusal))
        {
            return refusal;
        }

        return await access.CanAsync(permission, workspace, cancellationToken) ? workspace : Refusal.NotFound($"state of workspace {workspace.Name}");
    }
}
