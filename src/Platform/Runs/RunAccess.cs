using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.Runs;

/// <summary>Loads a run that somebody wants to change, with its workspace, after asking whether they may.</summary>
public sealed class RunAccess(PlatformDbContext db, Authorizer access)
{
    /// <summary>The run and its workspace, tracked; who may not see it is told that it does not exist.</summary>
    public async Task<Result<(Run Run, Workspace Workspace)>> LoadAsync(RunId id, Permission permission, CancellationToken cancellationToken)
    {
        var run = await db.Runs.SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (run is null)
        {
            return Refusal.NotFound($"run {id}");
        }

        var workspace = await db.Workspaces.SingleAsync(w => w.Id == run.WorkspaceId, cancellationToken);
        var permissions = await access.PermissionsAsync(workspace, cancellationToken);
        if (!permissions.Contains(Permission.ReadRuns))
        {
            return Refusal.NotFound($"run {id}");
        }

        return permissions.Contains(permission)
            ? (run, workspace)
            : Refusal.Forbidden("You may see this run but not do this to it; ask somebody who may apply in this workspace.");
    }
}
