using System.Text.Json;
using Platform.TestKit;

namespace Platform.IntegrationTests.CommandLine;

[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class QueueTests(SharedPlatform shared)
{
    private const string AlwaysChanging = """
        resource "terraform_data" "one" {
          triggers_replace = timestamp()
          provisioner "local-exec" {
            command = "sleep 1"
          }
        }
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.PostgreSql)]
    public async Task Three_applies_at_once_are_done_one_after_the_other_in_their_order(TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var first = await RemoteWorkspace.CreateAsync(await shared.GetAsync(database, cancellationToken), AlwaysChanging, cancellationToken);
        using var second = await first.OpenAgainAsync(AlwaysChanging, cancellationToken);
        using var third = await first.OpenAgainAsync(AlwaysChanging, cancellationToken);

        var outputs = await Task.WhenAll(((RemoteWorkspace[])[first, second, third]).Select(workspace => workspace.RunAsync(cancellationToken, "apply", "-auto-approve")));

        Assert.All(outputs, output => Assert.Contains("Apply complete!", output, StringComparison.Ordinal));
        var runs = await first.RunsAsync(cancellationToken);
        Assert.Equal(3, runs.Count);
        Assert.All(runs.Zip(runs.Skip(1)), pair => Assert.True(
            At(pair.First, "applied-at") <= At(pair.Second, "planning-at"),
            $"{pair.Second} began before {pair.First} had ended."));
    }

    [Fact]
    public async Task A_lock_by_hand_holds_a_run_until_it_is_released()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), AlwaysChanging, cancellationToken);
        var id = await workspace.IdAsync(cancellationToken);
        await workspace.Api.SendAsync(HttpMethod.Post, $"workspaces/{id}/actions/lock", new { reason = "maintenance" }, cancellationToken);
        await using var apply = workspace.Cli.Start(["apply", "-auto-approve", "-no-color"]);
        apply.CloseInput();

        await apply.WaitForAsync("Waiting for the manually locked workspace to be unlocked...", Limit, cancellationToken);
        await workspace.LastRunAsync("pending", cancellationToken);
        await workspace.Api.ActAsync($"workspaces/{id}/actions/unlock", cancellationToken);

        Assert.True(await apply.WaitAsync(Limit, cancellationToken) == 0, apply.Output);
        await workspace.LastRunAsync("applied", cancellationToken);
    }

    private static DateTimeOffset At(JsonElement run, string moment) =>
        run.GetProperty("attributes").GetProperty("status-timestamps").GetProperty(moment).GetDateTimeOffset();
}
