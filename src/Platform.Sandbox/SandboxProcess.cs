using Medallion.Shell;
using Platform.Sandbox.Limits;
using Platform.Sandbox.Native;

namespace Platform.Sandbox;

/// <summary>A running program with everything it started. Both outputs must be read, or it stands still when they are full.</summary>
public sealed class SandboxProcess : IAsyncDisposable
{
    private readonly Command _command;
    private readonly ProcessTree _tree;
    private readonly Action _clean;
    private readonly CancellationTokenSource _ended = new();
    private string? _limitReached;
    private bool _gone;

    internal SandboxProcess(Command command, ProcessTree tree, Func<SandboxProcess, LimitWatcher> watcher, Action clean)
    {
        _command = command;
        _tree = tree;
        _clean = clean;
        StandardOutput = command.StandardOutput.BaseStream;
        StandardError = command.StandardError.BaseStream;
        StandardInput = command.StandardInput.BaseStream;
        Completion = WaitAsync(watcher(this));
    }

    public Stream StandardInput { get; }
    public Stream StandardOutput { get; }
    public Stream StandardError { get; }

    /// <summary>Completes when the program and everything it started are gone. Output may still be waiting to be read.</summary>
    public Task<SandboxExit> Completion { get; }

    /// <summary>The program's own process id on the host, or null before it began and after it ended.</summary>
    public int? EnginePid => _tree.EnginePid;

    /// <summary>Asks the program to end, as Ctrl-C would, and only the program: it tells its children itself.</summary>
    public async Task InterruptAsync(CancellationToken cancellationToken)
    {
        // For some milliseconds after the start there is a sandbox, but nothing in it yet.
        while (!Completion.IsCompleted)
        {
            if (EnginePid is { } engine)
            {
                Libc.Signal(engine, Libc.SigInt);
                return;
            }

            await Task.WhenAny(Completion, Task.Delay(TimeSpan.FromMilliseconds(2), cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Ends the program and everything it started, at once, and waits until they are gone.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        Kill();
        await Completion.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync(CancellationToken.None);
        ((IDisposable)_command).Dispose();
        _ended.Dispose();
    }

    internal void EndAtLimit(string sentence)
    {
        Interlocked.CompareExchange(ref _limitReached, sentence, null);
        Kill();
    }

    internal async Task InterruptAtLimitAsync(string sentence, CancellationToken cancellationToken)
    {
        Interlocked.CompareExchange(ref _limitReached, sentence, null);
        await InterruptAsync(cancellationToken);
    }

    private void Kill()
    {
        lock (_tree)
        {
            if (!_gone)
            {
                _tree.Kill();
            }
        }
    }

    private async Task<SandboxExit> WaitAsync(LimitWatcher watcher)
    {
        var watching = watcher.WatchAsync(_ended.Token);
        // Not the command's own task: that one also waits until the outputs were read.
        await _command.Process.WaitForExitAsync(CancellationToken.None);
        await _ended.CancelAsync();
        await watching;
        await _tree.GoneAsync();
        lock (_tree)
        {
            _gone = true;
            _tree.Dispose();
        }

        if (_command.Process.ExitCode != 0)
        {
            _limitReached ??= watcher.AfterFailure();
        }

        _clean();
        return new SandboxExit(_command.Process.ExitCode, _limitReached);
    }
}
