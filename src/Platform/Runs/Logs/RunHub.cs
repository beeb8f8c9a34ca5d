using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Identity;

namespace Platform.Runs.Logs;

/// <summary>The SignalR hub at <c>/hubs/runs</c>: one stream for each viewer, from an offset, at the viewer's own pace.</summary>
public sealed class RunHub(PhaseLog log, FindPhase phases, CurrentCaller current, IServiceScopeFactory scopes, TimeProvider clock) : Hub
{
    // A connection may be open for days; for so long may somebody read on who may not any more.
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(5);

    /// <summary>Follows a log as text pieces with their offsets until the phase is over.</summary>
    /// <param name="phase">The plan's or apply's id.</param>
    /// <param name="stream"><c>Text</c> or <c>Events</c>.</param>
    /// <param name="from">Offset of the first byte wanted.</param>
    /// <param name="cancellationToken">Ends the stream when the viewer goes.</param>
    public async IAsyncEnumerable<HubLogPiece> Follow(string phase, LogStream stream, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var http = Context.GetHttpContext();
        var place = await phases.ExecuteAsync(phase, cancellationToken);
        if (http is null || place is null || !await MayReadAsync(http, place.RunId, cancellationToken))
        {
            throw Refused(phase);
        }

        using var allowed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchAsync(http, place.RunId, allowed);
        try
        {
            await using var pieces = log.FollowAsync(phase, stream, Math.Max(0, from), allowed.Token).GetAsyncEnumerator(allowed.Token);
            while (await MoveAsync(pieces, phase, cancellationToken))
            {
                yield return new HubLogPiece(pieces.Current.Offset, pieces.Current.Bytes.ToArray());
            }
        }
        finally
        {
            await allowed.CancelAsync();
            await watching;
        }
    }

    private static HubException Refused(string phase) => new($"There is no log {phase} that you may see.");

    private static async Task<bool> MoveAsync(IAsyncEnumerator<LogPiece> pieces, string phase, CancellationToken cancellationToken)
    {
        try
        {
            return await pieces.MoveNextAsync();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Refused(phase);
        }
    }

    private async Task WatchAsync(HttpContext http, RunId run, CancellationTokenSource allowed)
    {
        try
        {
            using var timer = new PeriodicTimer(CheckEvery, clock);
            while (await timer.WaitForNextTickAsync(allowed.Token))
            {
                if (!await MayReadAsync(http, run, allowed.Token))
                {
                    await allowed.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The stream is over.
        }
        catch
        {
            // Who cannot be checked does not read on.
            await allowed.CancelAsync();
            throw;
        }
    }

    // A scope of its own, for the log is being read in that of the call.
    private async Task<bool> MayReadAsync(HttpContext http, RunId run, CancellationToken cancellationToken)
    {
        if (await current.OfAsync(http, cancellationToken) is not { } caller)
        {
            return false;
        }

        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerAccessor>().Caller = caller;
        return (await scope.ServiceProvider.GetRequiredService<FindRun>().ExecuteAsync(run, cancellationToken)).Refusal is null;
    }
}

/// <summary>A piece of a log as the hub sends it; the bytes are base64 in the JSON protocol.</summary>
public sealed record HubLogPiece(long Offset, byte[] Bytes);
