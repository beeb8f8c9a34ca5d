using System.Diagnostics;
using Platform.Sandbox.Native;

namespace Platform.Sandbox.Limits;

/// <summary>Looks at what a program uses, and ends it with a sentence when that is more than it may.</summary>
internal sealed class LimitWatcher(SandboxProcess process, ProcessTree tree, SandboxRequest request, TimeProvider clock)
{
    // A disk with fewer free names than this is full for most programs.
    private const int FewestFreeNames = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    // Walking a large work folder may take a twentieth of the time, not more.
    private const int DiskWalkShare = 20;

    // But never may a program write for long unseen because it made its folder slow to walk.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly ProcessLimits _limits = request.Limits;
    private readonly DiskUse _disk = new(request.WorkFolder, tree, request.UserId);

    private string DiskSentence => $"The disk limit of {Amounts.Bytes(_limits.DiskBytes)} was reached.";

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
    internal string? AfterFailure()
    {
        try
        {
            return _disk.InFolder() >= _limits.DiskBytes ? DiskSentence : null;
        }
        catch (IOException)
        {
            // It failed for a reason of its own, and left something that nobody can read; nobody knows a better reason than the program's.
            return null;
        }
    }

    private async Task WatchTimeAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_limits.Time, clock, cancellationToken);
        var sentence = $"The time limit of {Amounts.Time(_limits.Time)} was reached.";
        await process.InterruptAtLimitAsync(sentence, cancellationToken);
        await Task.Delay(_limits.InterruptGrace, clock, cancellationToken);
        process.EndAtLimit(sentence);
    }

    // What cannot be measured counts as too much, or making a folder unreadable would switch the limit off.
    private string? DiskProblem()
    {
        try
        {
            return _disk.Measure() >= _limits.DiskBytes ? DiskSentence : null;
        }
        catch (IOException fault)
        {
            return $"What it has on the disk could not be measured ({fault.Message}), which counts as reaching the disk limit of {Amounts.Bytes(_limits.DiskBytes)}.";
        }
    }

    // Whatever a program hides from the count, the disk itself knows.
    private string? FullDisk()
    {
        var free = Libc.FreeAt(request.WorkFolder);
        return free.Bytes < _limits.FreeDiskBytes ? $"Less than {Amounts.Bytes(_limits.FreeDiskBytes)} were free on the disk of the work folders."
            : free.Names < FewestFreeNames ? "The disk of the work folders had no room for more files."
            : null;
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
            if (use.Processes >= _limits.Processes)
            {
                process.EndAtLimit($"The limit of {_limits.Processes} processes and threads was reached.");
                return;
            }

            if (use.MemoryBytes > _limits.MemoryBytes)
            {
                process.EndAtLimit($"The memory limit of {Amounts.Bytes(_limits.MemoryBytes)} was reached.");
                return;
            }

            if (FullDisk() is { } full)
            {
                process.EndAtLimit(full);
                return;
            }

            if (running.Elapsed < nextDiskWalk)
            {
                continue;
            }

            var began = running.Elapsed;
            if (DiskProblem() is { } problem)
            {
                process.EndAtLimit(problem);
                return;
            }

            var pause = (running.Elapsed - began) * DiskWalkShare;
            nextDiskWalk = running.Elapsed + (pause < LongestPause ? pause : LongestPause);
        }
    }
}
