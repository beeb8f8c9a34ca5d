using System.Diagnostics;

namespace Platform.Sandbox.Limits;

/// <summary>Looks at what a program uses, and ends it with a sentence when that is more than it may.</summary>
internal sealed class LimitWatcher(SandboxProcess process, ProcessTree tree, ProcessLimits limits, string workFolder, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    // Walking a large work folder may take a twentieth of the time, not more.
    private const int DiskWalkShare = 20;

    private string DiskSentence => $"The disk limit of {Amounts.Bytes(limits.DiskBytes)} was reached.";

    internal async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(WatchTimeAsync(cancellationToken), WatchUseOrEndAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // The program ended; nothing is left to watch.
        }
    }

    /// <summary>The limit that the kernel kept before we could see it, as a sentence; null when it was none.</summary>
    internal string? AfterFailure() => DiskUse.InFolder(workFolder) >= limits.DiskBytes ? DiskSentence : null;

    private async Task WatchTimeAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(limits.Time, clock, cancellationToken);
        var sentence = $"The time limit of {Amounts.Time(limits.Time)} was reached.";
        await process.InterruptAtLimitAsync(sentence, cancellationToken);
        await Task.Delay(limits.InterruptGrace, clock, cancellationToken);
        process.EndAtLimit(sentence);
    }

    // A program that cannot be watched any more must not go on unwatched.
    private async Task WatchUseOrEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WatchUseAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            process.EndAtLimit("Its limits could not be watched.");
            throw;
        }
    }

    private async Task WatchUseAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        var nextDiskWalk = TimeSpan.Zero;
        var running = Stopwatch.StartNew();
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var use = ProcessUse.Of(tree);
            if (use.Processes >= limits.Processes)
            {
                process.EndAtLimit($"The limit of {limits.Processes} processes and threads was reached.");
                return;
            }

            if (use.MemoryBytes > limits.MemoryBytes)
            {
                process.EndAtLimit($"The memory limit of {Amounts.Bytes(limits.MemoryBytes)} was reached.");
                return;
            }

            if (running.Elapsed < nextDiskWalk)
            {
                continue;
            }

            var began = running.Elapsed;
            if (DiskUse.Of(workFolder, tree) >= limits.DiskBytes)
            {
                process.EndAtLimit(DiskSentence);
                return;
            }

            nextDiskWalk = running.Elapsed + ((running.Elapsed - began) * DiskWalkShare);
        }
    }
}
