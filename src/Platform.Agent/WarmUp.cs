using Microsoft.Extensions.Logging;
using Platform.Contracts.Agents;

namespace Platform.Agent;

/// <summary>Does once, before a job comes, what would otherwise be slow the first time.</summary>
internal sealed class WarmUp(HttpClient http, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var answer = await http.GetAsync(AgentRoutes.Warm, both.Token);
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The server may be starting; a cold agent is slower and nothing else.
            log.StaysCold(fault.Message);
        }
    }
}
