using Platform.Results;

namespace Platform.Workspaces.Locks;

/// <summary>Why a workspace cannot be unlocked, in the words by which the client tells the cases apart (protocol.md §3.6).</summary>
internal static class LockRefusals
{
    /// <summary>The refusal, or null when the lock can be taken off.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="otherOwner">Name of the person whose lock it is, when the caller may not take it off.</param>
    public static Refusal? Unlock(Workspace workspace, string? otherOwner) => workspace switch
    {
        { HoldingRunId: { } run } => Refusal.Conflict($"The workspace is locked by Run {run}; wait for it to end, or cancel or discard it."),
        { LockedByUserId: null } => Refusal.Conflict("The workspace is already unlocked."),
        _ when otherOwner is not null => Refusal.Conflict($"The workspace is locked by User {otherOwner}; ask them, or break the lock by force."),
        _ => null,
    };
}
