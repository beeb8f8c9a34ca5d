using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Platform.Agent.Folders;
using Platform.Agent.Tools;
using Platform.Sandbox;

namespace Platform.Agent.Jobs;

/// <summary>How the tool ended, and what it said on standard error.</summary>
internal sealed record EngineExit(int ExitCode, string? LimitReached, string StandardError);

/// <summary>Runs the workspace's tool in the job's sandbox and stops it the way tools want to be stopped.</summary>
internal sealed class Engine(TimeProvider clock)
{
    /// <summary>The most that one command may print into a file.</summary>
    public const long MostStored = 1024L * 1024 * 1024;

    // A line that never ends must not fill the memory.
    private const int LongestLine = 4 * 1024 * 1024;
    private const int MostStandardError = 64 * 1024;

    // After the second interrupt the tool itself gives up at once; nothing is gained by waiting long.
    private static readonly TimeSpan LongestSecondGrace = TimeSpan.FromSeconds(10);

    /// <summary>Runs the tool and hands over each line of its standard output.</summary>
    public async Task<EngineExit> RunLinesAsync(Job job, IReadOnlyList<string> arguments, bool withNetwork, Action<ReadOnlySequence<byte>> onLine, CancellationToken cancellationToken) =>
        await RunAsync(job, arguments, withNetwork, process => ReadLinesAsync(process.StandardOutput, onLine), cancellationToken);

    /// <summary>Runs the tool and stores its standard output. It is ended when it prints more than <see cref="MostStored"/>.</summary>
    public async Task<EngineExit> RunToFileAsync(Job job, IReadOnlyList<string> arguments, bool withNetwork, string path, CancellationToken cancellationToken)
    {
        var isWhole = true;
        var exit = await RunAsync(job, arguments, withNetwork, ReadAsync, cancellationToken);
        return isWhole ? exit : exit with { ExitCode = -1, LimitReached = $"{Tool.FileName(job.Tool!.Name)} {arguments[0]} printed more than {MostStored / (1024 * 1024)} MiB, so it was ended." };

        async Task ReadAsync(SandboxProcess process)
        {
            isWhole = await StoreAsync(process.StandardOutput, path);
            if (!isWhole)
            {
                await process.KillAsync(CancellationToken.None);
                await process.StandardOutput.CopyToAsync(Stream.Null, CancellationToken.None);
            }
        }
    }

    private async Task<EngineExit> RunAsync(Job job, IReadOnlyList<string> arguments, bool withNetwork, Func<SandboxProcess, Task> readOutput, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var tool = job.Tool!;
        await using var prepared = await job.Prepared.TakeAsync(tool, job.RootModule, arguments, withNetwork, CancellationToken.None);
        await using var process = await prepared.StartAsync(CancellationToken.None);
        job.Times.Mark($"{arguments[0]} started");
        await process.StandardInput.DisposeAsync();
        var output = readOutput(process);
        var errors = ReadTextAsync(process.StandardError);
        await StopWhenAskedAsync(job, process, Tool.FileName(tool.Name), cancellationToken);
        var exit = await process.Completion;
        await output;
        job.Times.Mark($"{arguments[0]} ended");
        return new EngineExit(exit.ExitCode, exit.LimitReached, await errors);
    }

    /// <summary>Interrupt, wait, interrupt again, kill; returns when the tool has ended.</summary>
    private async Task StopWhenAskedAsync(Job job, SandboxProcess process, string tool, CancellationToken interrupted)
    {
        if (await EndsAsync(process, Timeout.InfiniteTimeSpan, interrupted))
        {
            return;
        }

        job.Log.Notice(job.Stop.Sentence);
        if (!job.Stop.IsKilled)
        {
            var grace = job.Document.Limits.InterruptGrace;
            job.Log.Notice($"Interrupting {tool}; it has {Durations.Words(grace)} to end by itself.");
            await process.InterruptAsync(CancellationToken.None);
            if (await EndsAsync(process, grace, job.Stop.Killed))
            {
                return;
            }

            if (!job.Stop.IsKilled)
            {
                var second = grace < LongestSecondGrace ? grace : LongestSecondGrace;
                job.Log.Notice($"{tool} did not end within {Durations.Words(grace)}; interrupting it again.");
                await process.InterruptAsync(CancellationToken.None);
                if (await EndsAsync(process, second, job.Stop.Killed))
                {
                    return;
                }
            }
        }

        job.Log.Notice($"{tool} and everything it started is killed now.");
        await process.KillAsync(CancellationToken.None);
    }

    /// <summary>True when the process ends in time and before the token is canceled.</summary>
    private async Task<bool> EndsAsync(SandboxProcess process, TimeSpan limit, CancellationToken cancellationToken)
    {
        await Task.WhenAny(process.Completion, Task.Delay(limit, clock, cancellationToken));
        return process.Completion.IsCompleted;
    }

    private static async Task ReadLinesAsync(Stream output, Action<ReadOnlySequence<byte>> onLine)
    {
        var reader = PipeReader.Create(output, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
        while (true)
        {
            var result = await reader.ReadAsync(CancellationToken.None);
            var buffer = result.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                onLine(buffer.Slice(0, end));
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            if (buffer.Length > LongestLine || (result.IsCompleted && !buffer.IsEmpty))
            {
                onLine(buffer);
                buffer = buffer.Slice(buffer.End);
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                await reader.CompleteAsync();
                return;
            }
        }
    }

    /// <summary>False when there was more than may be stored; it lies there up to the limit.</summary>
    private static async Task<bool> StoreAsync(Stream output, string path)
    {
        await using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        return await BoundedCopy.ToAsync(output, file, MostStored, CancellationToken.None);
    }

    /// <summary>The beginning of what was written; the rest is read and dropped so that the tool does not stand still.</summary>
    private static async Task<string> ReadTextAsync(Stream errors)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[8 * 1024];
        while (await errors.ReadAsync(buffer, CancellationToken.None) is > 0 and var read)
        {
            kept.Write(buffer, 0, (int)Math.Min(read, MostStandardError - kept.Length));
        }

        return Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
    }
}
