using Microsoft.Extensions.Logging;
using Platform.Access;
using Quartz;

namespace Platform.Scheduling;

/// <summary>What a ring fires, in a scope of its own: the best waiting job is claimed and carried out (design.md §3).</summary>
internal sealed class RunPhase(IJobRunner runner, CallerAccessor caller, ILogger<RunPhase> log) : IJob
{
    /// <summary>One job serves all rings; each ring is a trigger of it.</summary>
    public static JobKey Key { get; } = new("run-phase");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        caller.Caller = Caller.Platform;
        try
        {
            await runner.RunNextAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Firing the same trigger again would not mend it; rows that still wait are rung for by the sweep.
            log.PhaseFailed(exception);
        }
    }
}
