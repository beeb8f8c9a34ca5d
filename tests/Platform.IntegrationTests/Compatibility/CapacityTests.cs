using Platform.IntegrationTests.CommandLine;
using Platform.TestKit;

namespace Platform.IntegrationTests.Compatibility;

/// <summary>What a client says while no agent is free for its run, on a platform of its own that has room for one job.</summary>
public sealed class CapacityTests(OneSlotPlatform platform, CompatibilityTable table) : CompatibilityTests(platform.Shared, table), IClassFixture<OneSlotPlatform>
{
    private const string Slow = """
        resource "terraform_data" "slow" {
          provisioner "local-exec" {
            command = "sleep 300"
          }
        }
        """;

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_client_says_for_how_many_runs_it_waits_while_every_slot_is_busy(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database);
        var filling = FillAsync(bench);
        await bench.InitializeAsync(OneResource, cancellationToken);
        var slow = await filling;

        await using var plan = await WaitingAsync(bench, "plan", "-no-color");
        await using var apply = await WaitingAsync(bench, "apply", "-no-color", "-auto-approve");
        Assert.Equal(["pending", "pending"], await bench.RunsAsync(cancellationToken));
        await bench.Api.ActAsync($"runs/{slow}/actions/cancel", cancellationToken);

        Assert.True(await plan.WaitAsync(Workbench.Limit, cancellationToken) == 0, plan.Output);
        Assert.True(await apply.WaitAsync(Workbench.Limit, cancellationToken) == 0, apply.Output);
        Assert.Equal(["planned_and_finished", "applied"], await bench.RunsAsync(cancellationToken));
    }

    /// <summary>Starts a command and waits until it has said that it waits.</summary>
    private static async Task<ChildProcess> WaitingAsync(Workbench bench, params string[] arguments)
    {
        const string Says = "Waiting for 1 queued run(s) to finish before starting...";
        var process = bench.Cli.Start(arguments);
        process.CloseInput();
        await process.WaitForAsync(Says, Workbench.Limit, TestContext.Current.CancellationToken);
        bench.Note(new Row("Waiting and stopping", $"`{arguments[0]}` while every slot is busy"), $"`{Says}`");
        return process;
    }

    /// <summary>Starts a run in another workspace that keeps the one agent.</summary>
    private static async Task<string> FillAsync(Workbench bench)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var workspace = (await bench.Api.CreateWorkspaceAsync(bench.Organization, cancellationToken, new Dictionary<string, object> { ["auto-apply"] = true })).GetProperty("id").GetString()!;
        var run = await bench.Api.CreateRunAsync(workspace, cancellationToken, await bench.Api.UploadAsync(workspace, cancellationToken, ("main.tf", Slow)));
        await bench.Api.WaitForRunAsync(run, cancellationToken, "applying");
        return run;
    }
}

/// <summary>A platform for each database that carries out one job at a time.</summary>
public sealed class OneSlotPlatform : IAsyncDisposable
{
    internal SharedPlatform Shared { get; } = new(slots: 1);

    public ValueTask DisposeAsync() => Shared.DisposeAsync();
}
