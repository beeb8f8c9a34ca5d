using Medallion.Shell;
using Platform.IntegrationTests.CommandLine;
using Platform.TestKit;

namespace Platform.IntegrationTests.Compatibility;

/// <summary>What a client says while it waits, and that it always ends: after Ctrl-C, after its patience, after somebody else canceled.</summary>
public sealed class WaitingTests(SharedPlatform shared, CompatibilityTable table) : CompatibilityTests(shared, table)
{
    private const string Slow = """
        resource "terraform_data" "made" {
        }
        resource "terraform_data" "slow" {
          depends_on = [terraform_data.made]
          provisioner "local-exec" {
            command = "for i in $(seq 40); do echo tick $i.; sleep 1; done"
          }
        }
        """;

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_locked_workspace_is_waited_for_until_the_patience_ends(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);
        await LockAsync(bench);

        var outcome = await bench.TryAsync(cancellationToken, "apply", "-no-color", "-auto-approve", "-lock-timeout=2s");

        // A client that asked for the cancel itself ends with 0.
        bench.See(Waiting("`apply` in a locked workspace"), outcome, 0, "Waiting for the manually locked workspace to be unlocked...");
        bench.See(Waiting("`apply -lock-timeout=2s` in a locked workspace"), outcome, 0, "Lock timeout exceeded, sending interrupt to cancel the remote operation.");
        Assert.Equal(["canceled"], await bench.RunsAsync(cancellationToken));
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_run_that_waits_behind_another_is_canceled_by_anybody(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);
        var configuration = await bench.Api.UploadAsync(await bench.IdAsync(cancellationToken), cancellationToken, ("main.tf", OneResource));
        var first = await bench.Api.CreateRunAsync(await bench.IdAsync(cancellationToken), cancellationToken, configuration);
        await bench.Api.WaitForRunAsync(first, cancellationToken, "planned");
        await using var apply = bench.Cli.Start(["apply", "-no-color", "-auto-approve"]);
        apply.CloseInput();
        await apply.WaitForAsync("Waiting for 1 run(s) to finish before being queued...", Workbench.Limit, cancellationToken);
        bench.Note(Waiting("`apply` behind another run"), "`Waiting for 1 run(s) to finish before being queued...`");

        await bench.Api.ActAsync($"runs/{await LastAsync(bench)}/actions/cancel", cancellationToken);

        Assert.True(await apply.WaitAsync(Workbench.Limit, cancellationToken) == 1, apply.Output);
        bench.Note(Waiting("`apply`, canceled on the page while it waits"), "the client ends (exit 1)");
        Assert.Equal(["planned", "canceled"], await bench.RunsAsync(cancellationToken));
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task Ctrl_C_cancels_a_run_that_waits(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);
        await LockAsync(bench);
        await using var apply = bench.Cli.Start(["apply", "-no-color", "-auto-approve"]);
        apply.CloseInput();
        await apply.WaitForAsync("Waiting for the manually locked workspace to be unlocked...", Workbench.Limit, cancellationToken);

        await apply.SignalAsync(CommandSignal.ControlC);

        bench.See(Waiting("Ctrl-C while the run waits"), new CommandOutcome(await apply.WaitAsync(Workbench.Limit, cancellationToken), apply.Output), 0, "The remote operation was successfully cancelled.");
        Assert.Equal(["canceled"], await bench.RunsAsync(cancellationToken));
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task Ctrl_C_in_an_apply_cancels_it_and_keeps_what_was_made(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, Slow);
        await using var apply = await TickingAsync(bench);

        await apply.SignalAsync(CommandSignal.ControlC);

        bench.See(Waiting("Ctrl-C in an apply with `-auto-approve`"), new CommandOutcome(await apply.WaitAsync(Workbench.Limit, cancellationToken), apply.Output), 0, "The remote operation was successfully cancelled.");
        var run = await LastAsync(bench);
        await bench.Api.WaitForRunAsync(run, cancellationToken, "canceled");
        var state = await bench.StateAsync(cancellationToken);
        Assert.Equal(["terraform_data.made", "terraform_data.slow"], state.Addresses.Order());
        Assert.Equal(["terraform_data.slow"], state.Tainted);
        Assert.Contains("The run was canceled, so it is interrupted.", await bench.Api.ReadLogAsync($"runs/{run}/apply", cancellationToken), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_person_is_asked_whether_to_cancel_and_a_second_Ctrl_C_leaves_the_run_alone(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, Slow);
        await using var apply = bench.Cli.StartOnTerminal(["apply", "-no-color"]);
        await apply.WaitForAsync("Enter a value:", Workbench.Limit, cancellationToken);
        await apply.WriteAsync("yes\n");
        var place = await apply.WaitForAsync("tick 1.", Workbench.Limit, cancellationToken);

        await apply.WriteAsync("\u0003");
        await apply.WaitForAsync("Do you want to cancel the remote operation?", Workbench.Limit, cancellationToken, place);
        bench.Note(Waiting("Ctrl-C in an apply at a terminal"), "`Do you want to cancel the remote operation?`");
        await apply.WriteAsync("\u0003");

        // It leaves so quickly that what it says may be lost.
        Assert.True(await apply.WaitAsync(Workbench.Limit, cancellationToken) == 1, apply.Output);
        bench.Note(Waiting("a second Ctrl-C"), "the client ends, the run goes on (exit 1)");
        var run = await LastAsync(bench);
        Assert.Equal("applying", (await bench.LastRunAsync(cancellationToken)).GetProperty("attributes").GetProperty("status").GetString());
        await bench.Api.ActAsync($"runs/{run}/actions/cancel", cancellationToken);
        await bench.Api.WaitForRunAsync(run, cancellationToken, "canceled");
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task An_apply_that_is_canceled_on_the_page_ends_the_client_that_watches_it(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, Slow);
        await using var apply = await TickingAsync(bench);

        await bench.Api.ActAsync($"runs/{await LastAsync(bench)}/actions/cancel", cancellationToken);

        bench.See(Waiting("`apply`, canceled on the page while it applies"), new CommandOutcome(await apply.WaitAsync(Workbench.Limit, cancellationToken), apply.Output), 1, "The run was canceled, so it is interrupted.");
        Assert.Equal(["canceled"], await bench.RunsAsync(cancellationToken));
    }

    private static async Task<ChildProcess> TickingAsync(Workbench bench)
    {
        var apply = bench.Cli.Start(["apply", "-no-color", "-auto-approve"]);
        apply.CloseInput();
        await apply.WaitForAsync("tick 1.", Workbench.Limit, TestContext.Current.CancellationToken);
        return apply;
    }

    private static async Task LockAsync(Workbench bench)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await bench.Api.SendAsync(HttpMethod.Post, $"workspaces/{await bench.IdAsync(cancellationToken)}/actions/lock", new { reason = "maintenance" }, cancellationToken);
    }

    private static async Task<string> LastAsync(Workbench bench) => (await bench.LastRunAsync(TestContext.Current.CancellationToken)).GetProperty("id").GetString()!;

    private static Row Waiting(string command) => new("Waiting and stopping", command);
}
