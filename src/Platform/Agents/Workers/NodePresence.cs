using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Persistence;

namespace Platform.Agents.Workers;

/// <summary>Keeps this node's row, so that others know whether anybody can carry out jobs and, if not, why.</summary>
internal sealed class NodePresence(IServiceScopeFactory scopes, AgentCheck check, NodeName name, TimeProvider clock, ILogger<NodePresence> log) : BackgroundService
{
    /// <summary>Rows of nodes that crashed are kept for as long as somebody may ask what became of them.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);

    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var answer = check.AnswerAsync(stoppingToken);
        while (true)
        {
            var problem = answer.IsCompletedSuccessfully ? (await answer).Problem : null;
            await TryAsync(db => SpeakAsync(db, problem, stoppingToken), stoppingToken);
            var pause = Task.Delay(Node.Beat, clock, stoppingToken);
            // What the check finds is said at once.
            await (answer.IsCompleted ? pause : Task.WhenAny(answer, pause));
        }
    }

    /// <summary>A node that is stopped is gone at once; the row of one that crashed is passed over after a while.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = new CancellationTokenSource(LeaveLimit, clock);
        await TryAsync(db => db.Nodes.Where(n => n.Name == name.Value).ExecuteDeleteAsync(limit.Token), CancellationToken.None);
    }

    private async Task SpeakAsync(PlatformDbContext db, string? problem, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var said = problem is { Length: > NodeMapping.LongestProblem } ? problem[..NodeMapping.LongestProblem] : problem;
        var updated = await db.Nodes.Where(n => n.Name == name.Value)
            .ExecuteUpdateAsync(row => row.SetProperty(n => n.SeenAt, now).SetProperty(n => n.Problem, said), cancellationToken);
        if (updated == 0)
        {
            db.Nodes.Add(new Node { Name = name.Value, Problem = said, SeenAt = now });
            await db.SaveChangesAsync(cancellationToken);
            await db.Nodes.Where(n => n.SeenAt < now - Forgotten).ExecuteDeleteAsync(cancellationToken);
        }
    }

    /// <summary>A database that does not answer for a while ends no node.</summary>
    private async Task TryAsync(Func<PlatformDbContext, Task> speak, CancellationToken stopping)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await speak(scope.ServiceProvider.GetRequiredService<PlatformDbContext>());
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            log.PresenceNotTold(exception);
        }
    }
}
