using System.ComponentModel;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Results;

namespace Platform.Agents.Workers;

/// <summary>Keeps as many agents started ahead as this node has slots, since starting one takes longer than all that the platform adds to a small plan.</summary>
internal sealed class WarmAgents(
    AgentProgram program,
    AgentSettingsSource settings,
    AgentCheck check,
    IOptions<WorkerOptions> worker,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<WarmAgents> log) : BackgroundService
{
    /// <summary>A replacement is started when the job is over, or when it has clearly become a long one: starting costs a job that runs its processor.</summary>
    private static readonly TimeSpan LongJob = TimeSpan.FromSeconds(1);

    /// <summary>An apply often follows its plan at once; it too should have the processor for itself.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _missing = new(worker.Value.Slots);
    private readonly Channel<AgentProcess> _warm = Channel.CreateUnbounded<AgentProcess>();
    private readonly AgentNumbers _numbers = new();
    private TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;

    /// <summary>Why this node cannot carry out runs; null when it can.</summary>
    public async Task<string?> ProblemAsync(CancellationToken cancellationToken) => (await check.AnswerAsync(cancellationToken)).Problem;

    /// <summary>Hands out a warm agent for one job, and sees to its replacement. Waits for one when there is none.</summary>
    /// <returns>A refusal that says what to do when this node cannot carry out runs.</returns>
    public async Task<Result<AgentProcess>> TakeAsync(CancellationToken cancellationToken)
    {
        if ((await check.AnswerAsync(cancellationToken)).Problem is { } problem)
        {
            return Refusal.Conflict(problem);
        }

        while (true)
        {
            var agent = _warm.Reader.TryRead(out var warm) ? warm : await WaitForOneAsync(cancellationToken);
            if (!agent.Exited.IsCompleted)
            {
                _ = ReplaceAsync(agent);
                return agent;
            }

            // Gone while it waited, and being replaced.
            agent.Dispose();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // An agent warms itself with a request, and the address may be known only once the server listens.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        if (!(await check.AnswerAsync(stoppingToken)).Possible)
        {
            return;
        }

        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            await _missing.WaitAsync(stoppingToken);
            try
            {
                await StartOneAsync(stoppingToken);
                pause = FirstPause;
            }
            catch (Exception exception) when (exception is AgentStartException or Win32Exception or IOException or UnauthorizedAccessException)
            {
                _missing.Release();
                log.AgentNotStarted(exception.Message, pause);
                await Task.Delay(pause, clock, stoppingToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>Ends the agents that wait; those with a job go on without this process.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        while (_warm.Reader.TryRead(out var agent))
        {
            agent.Dispose();
        }
    }

    public override void Dispose()
    {
        _missing.Dispose();
        base.Dispose();
    }

    private async Task<AgentProcess> WaitForOneAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            Interlocked.Exchange(ref _hurry, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            return await _warm.Reader.ReadAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task StartOneAsync(CancellationToken cancellationToken)
    {
        var number = _numbers.Take(settings.OccupiedNumbers());
        AgentProcess agent;
        try
        {
            agent = await AgentProcess.StartAsync(program, settings.For(number), clock, log, cancellationToken);
        }
        catch
        {
            _numbers.Return(number);
            throw;
        }

        log.AgentIsWarm(agent.ProcessId);
        _ = FollowAsync(agent, number);
        await _warm.Writer.WriteAsync(agent, cancellationToken);
    }

    private async Task FollowAsync(AgentProcess agent, int number)
    {
        var exitCode = await agent.Exited;
        _numbers.Return(number);
        if (agent.State is AgentState.Warm)
        {
            log.WarmAgentEnded(agent.ProcessId, exitCode);

            // Not at once: what ended this one may end the next.
            await Task.Delay(FirstPause, clock);
            _missing.Release();
        }
    }

    private async Task ReplaceAsync(AgentProcess agent)
    {
        var hurry = Volatile.Read(ref _hurry).Task;
        if (Volatile.Read(ref _waiting) == 0)
        {
            await Task.WhenAny(agent.Exited, Task.Delay(LongJob, clock), hurry);
            await Task.WhenAny(Task.Delay(Quiet, clock), hurry);
        }

        _missing.Release();
    }
}
