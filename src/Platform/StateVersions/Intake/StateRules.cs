using Platform.Contracts.Ids;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.StateVersions.Intake;

/// <summary>When a state may become a workspace's current one (protocol.md §8.2, design.md §6). The sentences reach the person at the command line as they are.</summary>
internal static class StateRules
{
    /// <summary>Refuses a writer who is kept out by somebody else's lock. An unlocked workspace takes states, so that <c>-lock=false</c> works.</summary>
    public static Refusal? CheckLock(Workspace workspace, UserId? writer) => workspace switch
    {
        { HoldingRunId: { } run } => Refusal.Conflict($"The workspace is locked by run {run}, which will write the next state; wait for it to end."),
        { LockedByUserId: { } owner } when owner != writer => Refusal.Conflict("The workspace is locked by somebody else; it must be locked by you, or unlocked, to take a new state."),
        _ => null,
    };

    /// <summary>Compares with the current state.</summary>
    /// <param name="current">The current state; null when there is none, which lets any first state pass.</param>
    /// <param name="serial">Serial of the new one.</param>
    /// <param name="lineage">Lineage of the new one; null when it has none, as states made by hand.</param>
    /// <param name="md5">Its bytes' digest.</param>
    /// <param name="forced">The caller wants to pass over the rules.</param>
    public static Verdict Compare(StateVersion? current, long serial, string? lineage, string md5, bool forced)
    {
        if (current is null)
        {
            return Verdict.New;
        }

        if (serial == current.Serial && md5 == current.Md5)
        {
            return Verdict.AlreadyCurrent;
        }

        if (forced)
        {
            return Verdict.New;
        }

        if (!string.IsNullOrEmpty(lineage) && !string.IsNullOrEmpty(current.Lineage) && lineage != current.Lineage)
        {
            return Verdict.Refuse($"The state has lineage {lineage} and the workspace's current state has {current.Lineage}: they do not describe the same infrastructure. Use -force only if the current state may be replaced.");
        }

        if (serial < current.Serial)
        {
            return Verdict.Refuse($"The state has serial {serial} and the workspace's current state has {current.Serial}, which is newer. Pull the current state first, or use -force to replace it.");
        }

        return serial == current.Serial
            ? Verdict.Refuse($"The workspace's current state has the same serial {serial} and other content: somebody else has written it. Pull the current state first, or use -force to replace it.")
            : Verdict.New;
    }
}

/// <summary>What is to happen to a new state.</summary>
internal sealed record Verdict(VerdictKind Kind, Refusal? Refusal = null)
{
    public static Verdict New { get; } = new(VerdictKind.New);
    public static Verdict AlreadyCurrent { get; } = new(VerdictKind.AlreadyCurrent);
    public static Verdict Refuse(string message) => new(VerdictKind.Refused, Results.Refusal.Conflict(message));
}

/// <summary>The three verdicts.</summary>
internal enum VerdictKind
{
    /// <summary>It becomes the current state.</summary>
    New,

    /// <summary>The very same bytes are the current state already.</summary>
    AlreadyCurrent,
    Refused,
}
