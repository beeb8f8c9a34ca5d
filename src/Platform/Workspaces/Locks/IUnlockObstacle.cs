using Platform.Results;

namespace Platform.Workspaces.Locks;

/// <summary>Says why a workspace must stay locked for now. Breaking the lock by force passes over it.</summary>
/// <remarks>A seam for the states, which this module must not know.</remarks>
public interface IUnlockObstacle
{
    /// <summary>The refusal, or null when nothing stands against it.</summary>
    Task<Refusal?> FindAsync(Workspace workspace, CancellationToken cancellationToken);
}
