namespace Platform.IntegrationTests.CommandLine;

/// <summary>Options of the client reach the tool on the platform.</summary>
[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class PlanOptionTests(SharedPlatform shared) : IAsyncLifetime
{
    private const string Configuration = """
        resource "terraform_data" "a" {
        }
        resource "terraform_data" "b" {
        }
        """;

    private RemoteWorkspace _workspace = null!;

    public async ValueTask InitializeAsync() => _workspace = await RemoteWorkspace.CreateAsync(
        await shared.GetAsync(TestContext.Current.CancellationToken), Configuration, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync()
    {
        _workspace.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Target_and_replace_choose_what_an_apply_touches()
    {
        var cancellationToken = TestContext.Current.CancellationToken;

        await _workspace.RunAsync(cancellationToken, "apply", "-auto-approve", "-target=terraform_data.a");
        Assert.Equal(["terraform_data.a"], (await _workspace.StateAsync(cancellationToken)).Addresses);

        await _workspace.RunAsync(cancellationToken, "apply", "-auto-approve");
        Assert.Equal(["terraform_data.a", "terraform_data.b"], (await _workspace.StateAsync(cancellationToken)).Addresses.Order());

        var replaced = await _workspace.RunAsync(cancellationToken, "apply", "-auto-approve", "-replace=terraform_data.a");
        Assert.Contains("terraform_data.a will be replaced, as requested", replaced, StringComparison.Ordinal);
        Assert.Contains("Apply complete! Resources: 1 added, 0 changed, 1 destroyed.", replaced, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Destroy_and_refresh_decide_what_a_plan_does()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await _workspace.RunAsync(cancellationToken, "apply", "-auto-approve");

        Assert.Contains("0 to add, 0 to change, 2 to destroy.", await _workspace.RunAsync(cancellationToken, "plan", "-destroy"), StringComparison.Ordinal);
        Assert.Contains("terraform_data.a: Refreshing state...", await _workspace.RunAsync(cancellationToken, "plan"), StringComparison.Ordinal);
        Assert.DoesNotContain("Refreshing state...", await _workspace.RunAsync(cancellationToken, "plan", "-refresh=false"), StringComparison.Ordinal);

        // A resource that is new in the configuration is no business of a plan that only refreshes.
        _workspace.Cli.Write("more.tf", "resource \"terraform_data\" \"c\" {\n}\n");
        var refreshed = await _workspace.RunAsync(cancellationToken, "plan", "-refresh-only");
        Assert.Contains("No changes.", refreshed, StringComparison.Ordinal);
        Assert.DoesNotContain("terraform_data.c", refreshed, StringComparison.Ordinal);
    }
}
