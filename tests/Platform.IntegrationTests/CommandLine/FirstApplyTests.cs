using Platform.TestKit;

namespace Platform.IntegrationTests.CommandLine;

[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class FirstApplyTests(SharedPlatform shared)
{
    private const string Configuration = """
        resource "terraform_data" "one" {
          input = "hello"
        }
        output "greeting" {
          value = terraform_data.one.output
        }
        """;

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.PostgreSql)]
    public async Task It_leaves_a_state_version_and_a_second_plan_finds_nothing_to_do(TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(database, cancellationToken), Configuration, cancellationToken);

        var applied = await workspace.RunAsync(cancellationToken, "apply", "-auto-approve");

        Assert.Contains("terraform_data.one: Creation complete", applied, StringComparison.Ordinal);
        Assert.Contains("Apply complete! Resources: 1 added, 0 changed, 0 destroyed.", applied, StringComparison.Ordinal);
        Assert.Contains("greeting = \"hello\"", applied, StringComparison.Ordinal);
        await workspace.LastRunAsync("applied", cancellationToken);
        var metrics = await (await shared.GetAsync(database, cancellationToken)).Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), cancellationToken);
        Assert.Matches("platform_phase_duration_seconds_count\\{[^}]*outcome=\"Succeeded\"[^}]*\\} [1-9]", metrics);
        Assert.Matches("platform_job_wait_seconds_count\\{phase=\"Apply\"\\} [1-9]", metrics);
        Assert.Equal(["terraform_data.one"], (await workspace.StateAsync(cancellationToken)).Addresses);
        Assert.False(await workspace.IsLockedAsync(cancellationToken));

        Assert.Equal("hello", (await workspace.Cli.RunAsync(["output", "-no-color", "-raw", "greeting"], cancellationToken)).Trim());
        Assert.Equal("terraform_data.one", (await workspace.Cli.RunAsync(["state", "list"], cancellationToken)).Trim());

        var planned = await workspace.RunAsync(cancellationToken, "plan", "-detailed-exitcode");

        Assert.Contains("No changes.", planned, StringComparison.Ordinal);
        await workspace.LastRunAsync("planned_and_finished", cancellationToken);
    }

    [Fact]
    public async Task Destroy_leaves_an_empty_state_with_a_higher_serial()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), Configuration, cancellationToken);
        await workspace.RunAsync(cancellationToken, "apply", "-auto-approve");
        var before = await workspace.StateAsync(cancellationToken);

        var destroyed = await workspace.RunAsync(cancellationToken, "destroy", "-auto-approve");

        Assert.Contains("1 destroyed", destroyed, StringComparison.Ordinal);
        var after = await workspace.StateAsync(cancellationToken);
        Assert.Empty(after.Addresses);
        Assert.True(after.Serial > before.Serial);
        Assert.True((await workspace.LastRunAsync("applied", cancellationToken)).GetProperty("attributes").GetProperty("is-destroy").GetBoolean());
    }
}
