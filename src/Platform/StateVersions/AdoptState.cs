using Platform.Contracts.Ids;
using Platform.Results;
using Platform.Workspaces.Locks;

namespace Platform.StateVersions;

/// <summary>Makes an earlier state, or one that came late, the current one for a person at a page: with the workspace's lock, which is let go of again.</summary>
public sealed class AdoptState
{
    private readonly LockWorkspace _lock;
    private readonly UnlockWorkspace _unlock;
    private readonly RollBackState _rollBack;

    internal AdoptState(LockWorkspace @lock, UnlockWorkspace unlock, RollBackState rollBack) => (_lock, _unlock, _rollBack) = (@lock, unlock, rollBack);

    /// <returns>The new current state, whose serial follows the one before.</returns>
    public async Task<Result<StateVersion>> ExecuteAsync(WorkspaceId workspace, StateVersionId id, CancellationToken cancellationToken)
    {
        var locked = await _lock.ExecuteAsync(workspace, $"Makes {id} the current state", cancellationToken);
        if (locked.Refusal is { Kind: not RefusalKind.Conflict } refusal)
        {
            return refusal;
        }

        // Somebody's lock is in the way, or it is the reader's own: going back tells them apart.
        var adopted = await _rollBack.ExecuteAsync(workspace, id, cancellationToken);
        if (locked.Refusal is null)
        {
            await _unlock.ExecuteAsync(workspace, force: false, CancellationToken.None);
        }

        return adopted;
    }
}
