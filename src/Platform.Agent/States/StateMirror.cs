using Microsoft.Extensions.Logging;
using Platform.Agent.Server;

namespace Platform.Agent.States;

/// <summary>While an apply runs, sends the state file within a second of the tool's writing it.</summary>
/// <remarks>The kernel's notice is only a hint, since the sandbox could replace the watched folder; a look every second is what can be counted on.</remarks>
internal sealed class StateMirror(string folder, Func<FileStream?> open, StateKeeper keeper, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromMilliseconds(900);

    // The tool may write a hundred times a second; each snapshot is the whole state.
    private static readonly TimeSpan BetweenSnapshots = TimeSpan.FromMilliseconds(250);

    private (long Length, DateTime Written)? _sent;

    /// <summary>Mirrors until the token is canceled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var changed = new SemaphoreSlim(0, 1);
        using var watcher = Watch(changed);
        try
        {
            while (true)
            {
                await changed.WaitAsync(LookAnyway, cancellationToken);
                if (HasNewState())
                {
                    await SendAsync(cancellationToken);
                }

                await Task.Delay(BetweenSnapshots, clock, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The tool has ended; the last state is sent by the step after this.
        }
    }

    /// <summary>A state may be large: whether it can have changed is told by its size and time.</summary>
    private bool HasNewState()
    {
        using var state = open();
        if (state is null)
        {
            return false;
        }

        var stamp = (state.Length, File.GetLastWriteTimeUtc(state.SafeFileHandle));
        (var isNew, _sent) = (stamp != _sent, stamp);
        return isNew;
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        try
        {
            await keeper.TakeSnapshotAsync(open, cancellationToken);
        }
        catch (Exception refused) when (refused is ServerRefusedException or JobGoneException)
        {
            // Only a snapshot: the last state is what counts, and a job that is gone is noticed by its heartbeat.
            log.SnapshotRefused(refused.Message);
        }
    }

    private FileSystemWatcher? Watch(SemaphoreSlim changed)
    {
        try
        {
            var watcher = new FileSystemWatcher(folder);
            watcher.Changed += (_, _) => Signal(changed);
            watcher.Created += (_, _) => Signal(changed);
            watcher.Renamed += (_, _) => Signal(changed);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (IOException fault)
        {
            // The host's limit of watches is reached.
            log.WatchFailed(fault.Message);
            return null;
        }
    }

    private static void Signal(SemaphoreSlim changed)
    {
        lock (changed)
        {
            if (changed.CurrentCount == 0)
            {
                changed.Release();
            }
        }
    }
}
