using System.Runtime.CompilerServices;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Runs;
using Platform.Runs.Logs;

namespace Platform.Web.Runs;

/// <summary>Follows the log of a run's phase for somebody who may see the run; empty for everybody else.</summary>
public sealed class FollowRunLog(FindRun find, PhaseLog log)
{
    public async IAsyncEnumerable<LogPiece> ExecuteAsync(RunId run, PhaseKind phase, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!(await find.ExecuteAsync(run, cancellationToken)).TryGet(out var details, out _))
        {
            yield break;
        }

        var key = phase == PhaseKind.Plan ? details.Plan.Key : details.Apply.Key;
        await foreach (var piece in log.FollowAsync(key, LogStream.Text, from, cancellationToken))
        {
            yield return piece;
        }
    }
}
