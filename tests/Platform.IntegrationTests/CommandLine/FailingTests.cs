namespace Platform.IntegrationTests.CommandLine;

[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class FailingTests(SharedPlatform shared)
{
    [Fact]
    public async Task A_failing_plan_says_why_and_lets_the_workspace_go()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        const string configuration = """
            resource "terraform_data" "one" {
              input = file("not-there.txt")
            }
            """;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), configuration, cancellationToken);

        // An apply, because a plan that may be applied is what holds the workspace.
        var output = await workspace.FailAsync(cancellationToken, "apply", "-auto-approve");

        Assert.Contains("Invalid function argument", output, StringComparison.Ordinal);
        Assert.Contains("on main.tf line 2", output, StringComparison.Ordinal);
        await workspace.LastRunAsync("errored", cancellationToken);
        Assert.False(await workspace.IsLockedAsync(cancellationToken));
    }

    [Fact]
    public async Task What_a_failing_apply_made_is_in_the_state_and_what_failed_is_tainted()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        const string configuration = """
            resource "terraform_data" "good" {
            }
            resource "terraform_data" "bad" {
              depends_on = [terraform_data.good]
              provisioner "local-exec" {
                command = "echo it breaks here; exit 3"
              }
            }
            resource "terraform_data" "never" {
              depends_on = [terraform_data.bad]
            }
            """;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), configuration, cancellationToken);

        var output = await workspace.FailAsync(cancellationToken, "apply", "-auto-approve");

        Assert.Contains("terraform_data.bad (local-exec): it breaks here", output, StringComparison.Ordinal);
        Assert.Contains("exit status 3", output, StringComparison.Ordinal);
        await workspace.LastRunAsync("errored", cancellationToken);
        var state = await workspace.StateAsync(cancellationToken);
        Assert.Equal(["terraform_data.bad", "terraform_data.good"], state.Addresses.Order());
        Assert.Equal(["terraform_data.bad"], state.Tainted);
        Assert.False(await workspace.IsLockedAsync(cancellationToken));

        Assert.Contains("terraform_data.bad is tainted, so must be replaced", await workspace.RunAsync(cancellationToken, "plan"), StringComparison.Ordinal);
    }
}
