namespace Platform.Workspaces.Locks;

/// <summary>Hears that a person's lock is gone, so that a run that waited for it can start.</summary>
/// <remarks>A seam for the runs, which this module must not know.</remarks>
public interface IWorkspaceUnlocked
{
    /// <summary>Called inside the transaction that takes the lock off; the workspace is tracked.</summary>
    Task UnlockedAsync(Workspace workspace, CancellationToken cancellationToken);
}
