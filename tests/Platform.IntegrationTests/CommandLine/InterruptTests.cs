using Medallion.Shell;
using Platform.TestKit;

namespace Platform.IntegrationTests.CommandLine;

[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class InterruptTests(SharedPlatform shared)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task A_person_at_a_terminal_is_asked_whether_to_cancel()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), Ticking(60), cancellationToken);
        await using var apply = workspace.Cli.StartOnTerminal(["apply", "-no-color"]);
        await apply.WaitForAsync("Enter a value:", Limit, cancellationToken);
        await apply.WriteAsync("yes\n");
        var place = await apply.WaitForAsync("tick 2.", Limit, cancellationToken);

        await apply.WriteAsync("\u0003");
        await apply.WaitForAsync("Enter a value:", Limit, cancellationToken, place);
        await apply.WriteAsync("yes\n");

        await apply.WaitAsync(Limit, cancellationToken);
        await AssertSavedAsync(workspace, cancellationToken);
    }

    [Fact]
    public async Task An_apply_of_90_seconds_ends_well_beside_one_that_is_interrupted_at_its_60th()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var platform = await shared.GetAsync(cancellationToken);
        using var patient = await RemoteWorkspace.CreateAsync(platform, Ticking(90), cancellationToken);
        using var hasty = await RemoteWorkspace.CreateAsync(platform, Ticking(90), cancellationToken);
        patient.Cli.Limit = Limit;
        await using var interrupted = hasty.Cli.Start(["apply", "-auto-approve", "-no-color"]);
        interrupted.CloseInput();

        var ending = patient.RunAsync(cancellationToken, "apply", "-auto-approve");
        await InterruptAsync(hasty, interrupted, "tick 60.", cancellationToken);
        var output = await ending;

        Assert.Contains("tick 90.", output, StringComparison.Ordinal);
        Assert.Contains("Apply complete! Resources: 3 added", output, StringComparison.Ordinal);
        await patient.LastRunAsync("applied", cancellationToken);
        var state = await patient.StateAsync(cancellationToken);
        Assert.Equal(["terraform_data.after", "terraform_data.made", "terraform_data.slow"], state.Addresses.Order());
        Assert.Empty(state.Tainted);
    }

    private static async Task InterruptAsync(RemoteWorkspace workspace, ChildProcess apply, string when, CancellationToken cancellationToken)
    {
        await apply.WaitForAsync(when, Limit, cancellationToken);
        await apply.SignalAsync(CommandSignal.ControlC);
        await apply.WaitAsync(Limit, cancellationToken);
        await AssertSavedAsync(workspace, cancellationToken);
    }

    private static async Task AssertSavedAsync(RemoteWorkspace workspace, CancellationToken cancellationToken)
    {
        // The client asks for the cancel and leaves, so how it ended says nothing.
        var run = (await workspace.RunsAsync(cancellationToken))[^1].GetProperty("id").GetString()!;
        await workspace.Api.WaitForRunAsync(run, cancellationToken, "canceled");
        var state = await workspace.StateAsync(cancellationToken);
        Assert.Equal(["terraform_data.made", "terraform_data.slow"], state.Addresses.Order());
        Assert.Equal(["terraform_data.slow"], state.Tainted);
        Assert.False(await workspace.IsLockedAsync(cancellationToken));
    }

    // The full stop after the number keeps "tick 6." from being found in "tick 60.".
    private static string Ticking(int seconds) => $$"""
        resource "terraform_data" "made" {
        }
        resource "terraform_data" "slow" {
          depends_on = [terraform_data.made]
          provisioner "local-exec" {
            command = "for i in $(seq {{seconds}}); do echo tick $i.; sleep 1; done"
          }
        }
        resource "terraform_data" "after" {
          depends_on = [terraform_data.slow]
        }
        """;
}
