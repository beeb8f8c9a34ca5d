using System.Text.Json;
using Medallion.Shell;
using Microsoft.Extensions.Logging;
using Platform.Contracts.Agents;

namespace Platform.Agents.Workers;

/// <summary>One agent: warm until it is given a job, which it carries out and then ends.</summary>
/// <remarks>
/// It is not this object that keeps an agent alive. An agent with a job goes on when the server ends (design.md §6); one without ends when its
/// standard input is closed.
/// </remarks>
internal sealed class AgentProcess : IDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LastWordsLimit = TimeSpan.FromSeconds(1);

    private readonly Command _command;
    private readonly ILogger _log;

    private AgentProcess(Command command, TimeProvider clock, ILogger log)
    {
        _command = command;
        _log = log;
        ProcessId = command.ProcessId;
        Exited = FollowAsync(clock);
    }

    public int ProcessId { get; }

    public AgentState State { get; private set; } = AgentState.Warm;

    /// <summary>Completes with the exit code once the process is gone.</summary>
    public Task<int> Exited { get; }

    /// <summary>Starts an agent and waits until it is warm.</summary>
    public static async Task<AgentProcess> StartAsync(AgentProgram program, AgentSettings settings, TimeProvider clock, ILogger log, CancellationToken cancellationToken)
    {
        var agent = new AgentProcess(program.Start(), clock, log);
        try
        {
            await agent.WriteLineAsync(settings);
            var line = await agent._command.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(ReadyLimit, clock, cancellationToken);
            return line == "ready"
                ? agent
                : throw new AgentStartException(line is null
                    ? $"The agent {program.Path} ended with code {await agent.Exited.WaitAsync(ReadyLimit, clock, cancellationToken)} before it was ready."
                    : $"The agent {program.Path} said {line} where it should have said that it is ready.");
        }
        catch (Exception exception)
        {
            agent.Kill();
            agent.Dispose();
            if (exception is IOException or TimeoutException)
            {
                throw new AgentStartException($"The agent {program.Path} did not get ready: {exception.Message}", exception);
            }

            throw;
        }
    }

    /// <summary>Gives the agent its job and waits for its end. Canceling ends the waiting, not the agent.</summary>
    /// <returns>The exit code: 0 when the server acknowledged the report.</returns>
    public async Task<int> RunAsync(JobDocument job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (State is not AgentState.Warm)
        {
            throw new InvalidOperationException("An agent takes one job.");
        }

        State = AgentState.Busy;
        try
        {
            await WriteLineAsync(job);
            _command.StandardInput.Dispose();
        }
        catch (IOException exception)
        {
            // It is dead or dying; its exit code tells the caller.
            _log.JobNotTaken(exception, ProcessId, job.Id);
        }

        return await Exited.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the process at once, and with it its sandbox.</summary>
    public void Kill() => _command.Kill();

    /// <summary>Lets go of the process: without a job it ends, with one it goes on.</summary>
    public void Dispose()
    {
        if (State is AgentState.Warm)
        {
            State = AgentState.Dismissed;
            _command.StandardInput.Dispose();
        }
    }

    private async Task WriteLineAsync<T>(T message)
    {
        await _command.StandardInput.WriteLineAsync(JsonSerializer.Serialize(message, AgentJson.Options));
        await _command.StandardInput.FlushAsync();
    }

    private async Task<int> FollowAsync(TimeProvider clock)
    {
        var said = LogWhatItSaysAsync();
        var result = await _command.Task;

        // What it said last is read to the end, unless something that it left behind holds the pipe.
        await Task.WhenAny(said, Task.Delay(LastWordsLimit, clock));
        return result.ExitCode;
    }

    private async Task LogWhatItSaysAsync()
    {
        while (await _command.StandardError.ReadLineAsync() is { } line)
        {
            _log.AgentSaid(ProcessId, line);
        }
    }
}

/// <summary>What an agent is there for.</summary>
internal enum AgentState
{
    /// <summary>It waits for a job.</summary>
    Warm,

    /// <summary>It was given one.</summary>
    Busy,

    /// <summary>It was told to end without one.</summary>
    Dismissed,
}
