using System.Collections.Concurrent;

namespace Platform.Sandbox.Starting;

/// <summary>One thread that lives as long as the process and starts every child.</summary>
/// <remarks>
/// The kernel ends a child started with "die with parent" when the thread that started it ends, not the process:
/// started from a pool thread, a sandbox is killed when .NET retires that thread.
/// </remarks>
internal sealed class StarterThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];

    private bool _disposed;

    internal StarterThread()
    {
        IgnoredSignals.KeepFromChildren();
        new Thread(Run) { IsBackground = true, Name = "sandbox starter" }.Start();
    }

    internal Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(
            () =>
            {
                try
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    done.SetResult(work());
                }
                catch (Exception fault)
                {
                    // Whoever waits for the task gets it; this thread must go on.
                    done.SetException(fault);
                }
            },
            cancellationToken);
        return done.Task;
    }

    /// <summary>Ends the thread, and with it every sandbox that still runs.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        _work.CompleteAdding();
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }

        _work.Dispose();
    }
}
