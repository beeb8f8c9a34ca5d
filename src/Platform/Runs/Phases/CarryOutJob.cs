using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Access;
using Platform.Agents.Workers;
using Platform.Contracts.Agents;
using Platform.Persistence;
using Platform.Results;
using Platform.Scheduling;

namespace Platform.Runs.Phases;

/// <summary>What a ring of the doorbell leads to: the best waiting job is claimed and handed to a warm agent, which talks to the agent API from then on.</summary>
internal sealed class CarryOutJob(IServiceScopeFactory scopes, WarmAgents agents, IOptions<DatabaseOptions> database, ILogger<CarryOutJob> log) : IJobRunner
{
    /// <summary>Other nodes may be able to do what this one is not. Where there are none, waiting would help nobody: the run ends with the reason.</summary>
    public async Task<bool> TakesJobsAsync(CancellationToken cancellationToken) =>
        database.Value.Provider is DatabaseProvider.Sqlite || await agents.ProblemAsync(cancellationToken) is null;

    public async Task RunNextAsync(CancellationToken cancellationToken)
    {
        var claimed = await InScopeAsync(services => services.GetRequiredService<ClaimJob>().ExecuteAsync(cancellationToken));
        if (claimed is null)
        {
            return;
        }

        string reason;
        try
        {
            var document = await InScopeAsync(services => services.GetRequiredService<BuildJobDocument>().ExecuteAsync(claimed, cancellationToken));
            if (!(await agents.TakeAsync(cancellationToken)).TryGet(out var agent, out var refusal))
            {
                await RefuseAsync(claimed, refusal.Message);
                return;
            }

            using (agent)
            {
                var exitCode = await agent.RunAsync(document, cancellationToken);
                reason = $"its process ended with code {exitCode} before it reported.";
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // This node stops; the agent goes on and reports to whichever node answers. If it does not, the sweep finds out.
            return;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            log.JobNotPrepared(exception, claimed.Job.Id);
            reason = "the platform could not start it; the server's log says why.";
        }

        // Nothing happens if the agent reported: the job is over then.
        await InScopeAsync(async services =>
        {
            await services.GetRequiredService<LoseJob>().ExecuteAsync(claimed.Job.Id, claimed.Job.Fence, reason, CancellationToken.None);
            return true;
        });
    }

    /// <summary>This node cannot carry out runs at all (no sandbox, say): trying again would change nothing.</summary>
    private Task<Result<Run>> RefuseAsync(ClaimedJob claimed, string message) => InScopeAsync(services =>
        services.GetRequiredService<FinishPhase>().ExecuteAsync(
            claimed.Job.Id, claimed.Job.Fence, new JobReport { Outcome = JobOutcome.Failed, Message = message }, CancellationToken.None));

    private async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerAccessor>().Caller = Caller.Platform;
        return await work(scope.ServiceProvider);
    }
}
