using Platform.Workspaces;

namespace Platform.StateVersions;

/// <summary>Hears that a workspace has another current state than before.</summary>
/// <remarks>A seam for the runs, which this module must not know.</remarks>
public interface IStateReplaced
{
    /// <summary>Called inside the transaction that makes the state the current one; the workspace is tracked.</summary>
    Task ReplacedAsync(Workspace workspace, CancellationToken cancellationToken);
}
