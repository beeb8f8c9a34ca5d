using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Platform.Access;
using Platform.Contracts.Runs;

namespace Platform.Runs.Logs;

/// <summary>The SignalR hub at <c>/hubs/runs</c>: one stream for each viewer, from an offset, at the viewer's own pace.</summary>
public sealed class RunHub(PhaseLog log, FindPhase phases, FindRun runs, CallerAccessor caller) : Hub
{
    /// <summary>Follows a log as text pieces with their offsets until the phase is over.</summary>
    /// <param name="phase">The plan's or apply's id.</param>
    /// <param name="stream"><c>Text</c> or <c>Events</c>.</param>
    /// <param name="from">Offset of the first byte wanted.</param>
    /// <param name="cancellationToken">Ends the stream when the viewer goes.</param>
    public async IAsyncEnumerable<HubLogPiece> Follow(string phase, LogStream stream, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Each call of a hub has a scope of its own; who asks was settled when the connection was made.
        caller.Caller = Context.GetHttpContext()?.RequestServices.GetRequiredService<CallerAccessor>().Caller ?? Caller.Anonymous;
        var place = await phases.ExecuteAsync(phase, cancellationToken);
        if (place is null || (await runs.ExecuteAsync(place.RunId, cancellationToken)).Refusal is not null)
        {
            throw new HubException($"There is no log {phase} that you may see.");
        }

        await foreach (var piece in log.FollowAsync(phase, stream, Math.Max(0, from), cancellationToken))
        {
            yield return new HubLogPiece(piece.Offset, piece.Bytes.ToArray());
        }
    }
}

/// <summary>A piece of a log as the hub sends it; the bytes are base64 in the JSON protocol.</summary>
public sealed record HubLogPiece(long Offset, byte[] Bytes);
