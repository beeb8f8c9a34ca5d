using System.Text;
using Platform.Contracts.Agents;
using Platform.TestKit;

namespace Platform.IntegrationTests.Runs;

/// <summary>Text of any length and content ends a run; it used to be a fault on PostgreSQL, which the agent tried again for ever.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class LongTextTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_report_with_a_message_of_5000_characters_ends_the_run(TestDatabase database)
    {
        await using var site = await RunSite.StartAsync(database);
        var run = await site.StartRunAsync();
        using var agent = await HandAgent.ClaimAsync(site.Platform);

        var report = new JobReport
        {
            Outcome = JobOutcome.Failed,
            Message = $"It failed\0 \u001b[31mbadly: {new string('x', 5000)}",
            ToolVersion = new string('9', 200),
            Hosts = [new ContactedHost(new string('h', 3000), 443, 1, Refused: false)],
        };

        Assert.Equal(204, await agent.ReportAsync(report));
        var ended = await site.RunAsync(run);
        Assert.Equal("errored", ended.GetProperty("status").GetString());
        var message = ended.GetProperty("error-message").GetString()!;
        Assert.StartsWith("It failed [31mbadly: xxx", message, StringComparison.Ordinal);
        Assert.Equal((2000, '…'), (message.Length, message[^1]));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_message_or_comment_of_a_person_that_does_not_fit_is_refused(TestDatabase database)
    {
        await using var site = await RunSite.StartAsync(database);
        // What no text may hold is refused where the document is read, what this text may not where the run is made.
        foreach (var (message, status) in ((string, int)[])[(new string('m', 1001), 422), ("a\0b", 400)])
        {
            var relationships = new { workspace = new { data = new { type = "workspaces", id = site.Workspace } } };
            Assert.Equal(status, (await site.TryAsync(HttpMethod.Post, "runs", new { data = new { type = "runs", attributes = new { message }, relationships } })).Status);
        }

        var run = await site.StartRunAsync();
        using (var agent = await HandAgent.ClaimAsync(site.Platform))
        {
            await agent.SucceedAsync();
        }

        foreach (var (comment, status) in ((string, int)[])[(new string('c', 4001), 422), ("a\0b", 400)])
        {
            foreach (var action in (string[])["apply", "discard", "cancel", "force-cancel"])
            {
                Assert.Equal(status, (await site.TryAsync(HttpMethod.Post, $"runs/{run}/actions/{action}", new { comment })).Status);
            }
        }

        Assert.Equal(202, (await site.TryAsync(HttpMethod.Post, $"runs/{run}/actions/discard", new { comment = new string('c', 4000) })).Status);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_state_whose_outputs_are_nested_deep_is_taken_and_one_too_deep_or_with_a_NUL_is_refused(TestDatabase database)
    {
        await using var site = await RunSite.StartAsync(database);
        using var agent = await site.StartApplyAsync();

        Assert.Equal(422, await agent.PutStateAsync(Deep(600), isFinal: true));
        Assert.Equal(422, await agent.PutStateAsync(States.Of(1).Replace("one-lineage", "one\\u0000lineage", StringComparison.Ordinal), isFinal: true));
        Assert.Equal(204, await agent.PutStateAsync(Deep(200), isFinal: true));
        Assert.Equal(204, await agent.SucceedAsync());

        var answer = await site.Platform.Client.GetAsync(new Uri($"/api/v2/workspaces/{site.Workspace}/current-state-version-outputs", UriKind.Relative), Token);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Contains("\"object\"", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    /// <summary>An output whose value and type are nested so deep.</summary>
    private static string Deep(int levels)
    {
        var type = new StringBuilder();
        var value = new StringBuilder();
        for (var i = 0; i < levels / 2; i++)
        {
            type.Append("[\"object\",{\"a\":");
            value.Append("{\"a\":");
        }

        type.Append("\"string\"").Append(string.Concat(Enumerable.Repeat("}]", levels / 2)));
        value.Append("\"v\"").Append('}', levels / 2);
        return States.Of(1).Replace("\"outputs\": {}", $$$"""
            "outputs": {"deep": {"type": {{{type}}}, "value": {{{value}}} } }
            """, StringComparison.Ordinal);
    }
}
