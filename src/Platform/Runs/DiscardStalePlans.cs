using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Runs;
using Platform.Persistence;
using Platform.StateVersions;
using Platform.Workspaces;

namespace Platform.Runs;

/// <summary>Drops the saved plans of a workspace whose state has changed since: the tool would refuse to apply them (protocol.md §5.2).</summary>
internal sealed class DiscardStalePlans(PlatformDbContext db, EndRun end, RunAnnouncer announcer) : IStateReplaced
{
    private const string Reason = "The workspace's state changed after this was planned, so the saved plan can no longer be applied; plan again.";

    public async Task ReplacedAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        var saved = await db.Runs.Where(r => r.WorkspaceId == workspace.Id && r.Status == RunStatus.PlannedAndSaved).ToListAsync(cancellationToken);
        foreach (var run in saved)
        {
            if ((await end.ExecuteAsync(run, RunMove.Discard, Reason, cancellationToken)).Refusal is { } refusal)
            {
                throw new InvalidOperationException(refusal.Message);
            }

            announcer.Record(db, run, RunEventActions.Discarded, actor: null, Reason);
        }
    }
}
