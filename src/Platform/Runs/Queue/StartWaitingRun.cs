using Platform.Workspaces;
using Platform.Workspaces.Locks;

namespace Platform.Runs.Queue;

/// <summary>When a person's lock is gone, the run that waited for it takes the workspace, in the same transaction.</summary>
internal sealed class StartWaitingRun(RunQueue queue) : IWorkspaceUnlocked
{
    public Task UnlockedAsync(Workspace workspace, CancellationToken cancellationToken) => queue.AdvanceAsync(workspace, cancellationToken);
}
