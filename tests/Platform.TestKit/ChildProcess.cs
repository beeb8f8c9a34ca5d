using System.Text;
using Medallion.Shell;

namespace Platform.TestKit;

/// <summary>A program started with an environment of its own, whose output is kept.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Command _command;
    private readonly StringBuilder _output = new();
    private readonly Task _reading;
    private readonly Action<string>? _onLine;

    private ChildProcess(Command command, Action<string>? onLine)
    {
        _command = command;
        _onLine = onLine;
        _reading = Task.WhenAll(ReadAsync(command.StandardOutput), ReadAsync(command.StandardError));
    }

    public bool HasEnded => _command.Task.IsCompleted;

    public int ProcessId => _command.ProcessId;

    /// <summary>All that was written so far to standard output and standard error.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts the program; nothing of this process's environment reaches it.</summary>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string> environment, Action<string>? onLine = null)
    {
        var command = Command.Run(program, arguments, options => options
            .WorkingDirectory(folder)
            .ThrowOnError(false)
            .StartInfo(start =>
            {
                start.Environment.Clear();
                foreach (var (name, value) in environment)
                {
                    start.Environment[name] = value;
                }
            }));
        return new ChildProcess(command, onLine);
    }

    /// <summary>Waits until the program has ended by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            var result = await _command.Task.WaitAsync(limit, cancellationToken);
            await _reading.WaitAsync(limit, cancellationToken);
            return result.ExitCode;
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"The program did not end within {limit}. It wrote:\n{Output}", exception);
        }
    }

    /// <summary>Waits until the text was written, after the place in <see cref="Output"/> that <paramref name="from"/> gives.</summary>
    /// <returns>The place behind it.</returns>
    public async Task<int> WaitForAsync(string text, TimeSpan limit, CancellationToken cancellationToken, int from = 0)
    {
        var found = await Eventually.GetAsync(
            async _ =>
            {
                var place = Output.IndexOf(text, from, StringComparison.Ordinal);
                if (place < 0 && _command.Task.IsCompleted)
                {
                    await _reading;
                    place = Output.IndexOf(text, from, StringComparison.Ordinal);
                    return place >= 0 ? (object)place : throw new InvalidOperationException($"The program ended without writing '{text}'. It wrote:\n{Output}");
                }

                return place < 0 ? null : place;
            },
            () => $"the program writes '{text}'. It wrote:\n{Output}",
            limit,
            cancellationToken);
        return (int)found + text.Length;
    }

    public async Task WriteAsync(string text)
    {
        await _command.StandardInput.WriteAsync(text);
        await _command.StandardInput.FlushAsync();
    }

    public void CloseInput() => _command.StandardInput.Close();

    /// <summary>Sends a signal, for example <see cref="CommandSignal.ControlC"/>; no signal reaches a program that has ended.</summary>
    public Task SignalAsync(CommandSignal signal) => _command.Task.IsCompleted ? Task.CompletedTask : _command.TrySignalAsync(signal);

    public void Kill() => _command.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_command.Task.IsCompleted)
        {
            _command.Kill();
        }

        await _command.Task.WaitAsync(TimeSpan.FromSeconds(10));
        ((IDisposable)_command).Dispose();
    }

    private async Task ReadAsync(Medallion.Shell.Streams.ProcessStreamReader reader)
    {
        var buffer = new char[4096];
        var line = new StringBuilder();
        int count;
        while ((count = await reader.ReadAsync(buffer)) > 0)
        {
            lock (_output)
            {
                _output.Append(buffer, 0, count);
            }

            Announce(line.Append(buffer, 0, count));
        }
    }

    private void Announce(StringBuilder pending)
    {
        if (_onLine is null)
        {
            pending.Clear();
            return;
        }

        var text = pending.ToString();
        var end = text.LastIndexOf('\n');
        if (end >= 0)
        {
            foreach (var line in text[..end].Split('\n'))
            {
                _onLine(line);
            }

            pending.Remove(0, end + 1);
        }
    }
}
