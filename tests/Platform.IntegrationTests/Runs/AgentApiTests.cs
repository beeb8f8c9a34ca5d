using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Runs.Logs;

namespace Platform.IntegrationTests.Runs;

/// <summary>What the server takes from agents, and what it does with it later.</summary>
public sealed class AgentApiTests
{
    private static readonly Dictionary<string, object> PlanOnly = new() { ["plan-only"] = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_beyond_the_limit_of_its_route_is_refused_before_it_is_sent_and_one_bad_log_keeps_no_other_from_the_archive()
    {
        await using var site = await RunSite.StartAsync();
        var first = await PlanAsync(site, async agent =>
        {
            Assert.Equal(413, await agent.AnnounceAsync(HttpMethod.Put, $"{AgentRoutes.State(agent.Id)}?final=false", StateSize.MaxBytes + 1));
            Assert.Equal(413, await agent.AnnounceAsync(HttpMethod.Put, $"{AgentRoutes.State(agent.Id)}?final=true", StateSize.MaxBytes + 1));
            Assert.Equal(413, await agent.AnnounceAsync(HttpMethod.Put, AgentRoutes.Artifact(agent.Id, JobArtifact.PlanFile), (2 * StateSize.MaxBytes) + 1));
            Assert.Equal(413, await agent.AnnounceAsync(HttpMethod.Post, $"{AgentRoutes.Log(agent.Id, LogStream.Text)}?offset=0", 9L << 20));
            Assert.Equal(413, await agent.AnnounceAsync(HttpMethod.Post, AgentRoutes.Report(agent.Id), 9L << 20));
            Assert.Equal(413, await agent.LogAsync(LogStream.Text, 0, new string('x', (1 << 20) + 1)));
        });
        var second = await PlanAsync(site, _ => Task.CompletedTask);

        // Both ended long ago, and what is read first cannot be decrypted.
        var ordered = new[] { first, second }.OrderBy(plan => plan.Value, StringComparer.Ordinal).ToArray();
        var (bad, good) = (ordered[0], ordered[1]);
        await HandAgent.WithDatabaseAsync(site.Platform, async db =>
        {
            var longAgo = TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1);
            await db.Plans.ExecuteUpdateAsync(plans => plans.SetProperty(plan => plan.EndedAt, longAgo), Token);
            return await db.LogChunks.Where(chunk => chunk.Phase == bad.Value).ExecuteUpdateAsync(chunks => chunks.SetProperty(chunk => chunk.Bytes, new byte[] { 1, 2, 3 }), Token);
        });
        await HandAgent.WithAsync<ArchiveLogs, bool>(site.Platform, async archive =>
        {
            await archive.RunAsync(Token);
            return true;
        });

        var left = await HandAgent.WithDatabaseAsync(site.Platform, db => db.LogChunks.Select(chunk => chunk.Phase).Distinct().ToListAsync(Token));
        Assert.Equal([bad.Value], left);
        Assert.Contains($"the log of {good}", await site.Api.ReadLogAsync($"plans/{good}", Token), StringComparison.Ordinal);
    }

    /// <summary>Carries a plan out by hand.</summary>
    /// <returns>Its id.</returns>
    private static async Task<PlanId> PlanAsync(RunSite site, Func<HandAgent, Task> meanwhile)
    {
        var run = RunId.Wrap(await site.StartRunAsync(PlanOnly));
        var plan = await HandAgent.WithDatabaseAsync(site.Platform, db => db.Runs.Where(r => r.Id == run).Select(r => r.PlanId).SingleAsync(Token));
        using var agent = await HandAgent.ClaimAsync(site.Platform);
        await meanwhile(agent);
        Assert.Equal(200, await agent.LogAsync(LogStream.Text, 0, $"the log of {plan}"));
        Assert.Equal(204, await agent.SucceedAsync());
        return plan;
    }
}
