using Microsoft.Extensions.Logging;
using Platform.Agent.Folders;

namespace Platform.Agent.States;

/// <summary>While an apply runs, sends the state file within a second of the tool's writing it.</summary>
/// <remarks>The kernel's notice is only a hint, since the sandbox could replace the watched folder; a look every second is what can be counted on.</remarks>
internal sealed class StateMirror(SharedFolder shared, StateKeeper keeper, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromMilliseconds(900);

    // The tool may write a hundred times a second; each snapshot is the whole state.
    private static readonly TimeSpan BetweenSnapshots = TimeSpan.FromMilliseconds(250);

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
                await keeper.TakeSnapshotAsync(() => shared.OpenRead(JobFolder.StateFile), cancellationToken);
                await Task.Delay(BetweenSnapshots, clock, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The tool has ended; the last state is sent by the step after this.
        }
    }

    private FileSystemWatcher? Watch(SemaphoreSlim changed)
    {
        try
        {
            var watcher = new FileSystemWatcher(Path.Combine(shared.Path, Path.GetDirectoryName(JobFolder.StateFile)!));
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
