using Microsoft.Extensions.Logging;
using Platform.Agent.Logs;
using Platform.Agent.Server;
using Platform.Contracts.Agents;

namespace Platform.Agent.Jobs;

/// <summary>Carries out the stages of one job beside its heartbeat and its logs, and reports how it ended.</summary>
internal sealed class JobRunner(Job job, Lease lease, TimeProvider clock, ILogger log)
{
    // A server that comes back this late still gets the state and the report.
    private static readonly TimeSpan DeliveryPatience = TimeSpan.FromMinutes(10);

    // Whoever ends a run by force does not wait for a server that cannot take what is left of it.
    private static readonly TimeSpan KilledPatience = TimeSpan.FromSeconds(15);

    // What follows the report runs without a heartbeat, so nobody would notice if it never ended.
    private static readonly TimeSpan LongestAfterReport = TimeSpan.FromMinutes(2);

    private readonly StepNotes _notes = new(job.Api, clock, log);

    /// <summary>True when the server acknowledged the report.</summary>
    public async Task<bool> RunAsync(IReadOnlyList<Stage> stages, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var deliveryOver = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var killed = job.Stop.Killed.Register(() => job.Api.FaultPatience = KilledPatience);
        var heartbeat = new HeartbeatLoop(job.Api, lease, job.Stop, clock, log).RunAsync(ended.Token);
        var patience = GiveUpDeliveryAsync(deliveryOver, ended.Token);
        var timeLimit = InterruptAtTimeLimitAsync(ended.Token);
        using var notesEnd = CancellationTokenSource.CreateLinkedTokenSource(ended.Token);
        var notes = _notes.RunAsync(notesEnd.Token, deliveryOver.Token);
        var shipping = Task.WhenAll(ShipAsync(job.Log.Text, deliveryOver.Token), ShipAsync(job.Log.Events, deliveryOver.Token));
        try
        {
            var failure = await RunStagesAsync(stages.Where(stage => !stage.FollowsReport), deliveryOver.Token);
            Explain(failure);
            job.Log.Complete();
            await notesEnd.CancelAsync();
            await Task.WhenAll(shipping, notes);
            var report = ReportOf(failure);
            await job.Api.ReportAsync(report, deliveryOver.Token);
            job.Times.Mark("reported");
            // The job is over for the server, which would take a heartbeat for one of an agent that was given up.
            await ended.CancelAsync();
            if (failure is null)
            {
                await FollowReportAsync(stages.Where(stage => stage.FollowsReport), cancellationToken);
            }

            log.JobEnded(job.Document.Id, report.Outcome, job.Times.ToString());
            return true;
        }
        catch (Exception fault) when (fault is OperationCanceledException or JobGoneException or ServerRefusedException)
        {
            var reason = fault is OperationCanceledException ? "The server was not reachable any more." : fault.Message;
            log.JobNotReported(job.Document.Id, job.Folder.Path, reason);
            return false;
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(heartbeat, patience, timeLimit, notes);
        }
    }

    private async Task FollowReportAsync(IEnumerable<Stage> stages, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LongestAfterReport, clock);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        if (await RunStagesAsync(stages, over.Token) is { Failure: { } sentence })
        {
            log.NotDoneAfterReport(job.Document.Id, sentence);
        }
    }

    private async Task<StepOutcome?> RunStagesAsync(IEnumerable<Stage> stages, CancellationToken deliveryOver)
    {
        StepOutcome? failure = null;
        foreach (var stage in stages)
        {
            var steps = stage.Steps.Where(step => failure is null || step.RunsAlways);
            foreach (var outcome in await Task.WhenAll(steps.Select(step => RunStepAsync(step, deliveryOver))))
            {
                failure ??= outcome.Failure is null ? null : outcome;
            }
        }

        return failure;
    }

    private void Explain(StepOutcome? failure)
    {
        if (failure is { IsExplained: false, Failure: { } sentence } && job.Stop.Reason is not StopReason.Canceled)
        {
            job.Log.Begin(job.Document.Tool.Name, job.Tool?.Version.ToString());
            job.Log.Error(sentence);
        }
    }

    private async Task<StepOutcome> RunStepAsync(IJobStep step, CancellationToken deliveryOver)
    {
        // What runs in any case must also run after an interrupt; it ends when nobody will take its result any more.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(deliveryOver, step.RunsAlways ? CancellationToken.None : job.Stop.Interrupted);
        if (stopping.IsCancellationRequested)
        {
            return StepOutcome.Failed(job.Stop.Sentence);
        }

        _notes.Begin(step.Name);
        try
        {
            using (job.Times.Measure(step.Name))
            {
                return await step.RunAsync(job, stopping.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return StepOutcome.Failed(job.Stop.Sentence);
        }
        catch (JobGoneException gone)
        {
            job.Stop.Interrupt(StopReason.Gone, gone.Message);
            return StepOutcome.Failed(gone.Message);
        }
        catch (Exception fault) when (fault is ServerRefusedException or Sandbox.SandboxStartException)
        {
            return StepOutcome.Failed(fault.Message);
        }
        catch (Exception fault)
        {
            // The run must end with a report whatever went wrong; details stay on this node.
            log.StepFaulted(fault, step.Name, job.Document.Id);
            return StepOutcome.Failed($"The step {step.Name} failed unexpectedly; the agent's log on this node has the details.");
        }
    }

    private async Task ShipAsync(LogSpool spool, CancellationToken cancellationToken)
    {
        try
        {
            await new LogShipper(spool, job.Api, clock).RunAsync(cancellationToken);
        }
        catch (JobGoneException gone)
        {
            job.Stop.Interrupt(StopReason.Gone, gone.Message);
            throw;
        }
        catch (ServerRefusedException refused)
        {
            // A log that cannot be stored is no reason to leave the run without an end.
            log.LogNotStored(spool.Stream, refused.Message);
        }
    }

    private async Task InterruptAtTimeLimitAsync(CancellationToken ended)
    {
        var limit = job.Document.Limits.Time;
        await Task.Delay(limit, clock, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!ended.IsCancellationRequested)
        {
            job.Stop.Interrupt(StopReason.TimeLimit, $"The {(job.Document.Phase == Contracts.Runs.PhaseKind.Plan ? "plan" : "apply")} reached its time limit of {Durations.Words(limit)}, so it is interrupted.");
        }
    }

    private async Task GiveUpDeliveryAsync(CancellationTokenSource deliveryOver, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            // The last state of an apply is offered even then: the server keeps it beside the current one.
            if ((job.Stop.Reason is StopReason.Gone && job.Document.Phase == Contracts.Runs.PhaseKind.Plan) || lease.SinceAnswer > lease.Length + DeliveryPatience)
            {
                await deliveryOver.CancelAsync();
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), clock, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private JobReport ReportOf(StepOutcome? failure)
    {
        // A configuration has a say in all of these, and they are shown where no log's filter is.
        var plain = new PlainText(job.Inputs.Secrets);
        var message = failure is null ? null : job.Stop.Reason is null ? failure.Failure : job.Stop.Sentence;
        return new JobReport
        {
            Outcome = failure is null ? JobOutcome.Succeeded : job.Stop.Reason is StopReason.Canceled ? JobOutcome.Canceled : JobOutcome.Failed,
            Message = message is null ? null : plain.Of(message),
            HasChanges = job.HasChanges,
            Counts = job.Counts,
            GeneratedConfiguration = job.GeneratedConfiguration,
            ToolVersion = job.Tool is null ? null : plain.Of(job.Tool.Version.ToString()),
            Hosts = [.. job.Sandbox.Contacts.Select(contact => contact with { Host = plain.Of(contact.Host) })],
            Steps = _notes.TakeRest(),
        };
    }
}
