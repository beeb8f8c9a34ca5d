namespace Platform.IntegrationTests.CommandLine;

/// <summary>Commands that work on the stored state from the person's own machine.</summary>
[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class StateCommandTests(SharedPlatform shared) : IAsyncLifetime
{
    private const string Configuration = """
        resource "terraform_data" "one" {
        }
        resource "terraform_data" "two" {
        }
        """;

    private RemoteWorkspace _workspace = null!;

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        _workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), Configuration, cancellationToken);
        await _workspace.RunAsync(cancellationToken, "apply", "-auto-approve");
    }

    public ValueTask DisposeAsync()
    {
        _workspace.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Resources_are_moved_removed_and_listed()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var before = await _workspace.StateAsync(cancellationToken);

        await _workspace.Cli.RunAsync(["state", "mv", "terraform_data.one", "terraform_data.renamed"], cancellationToken);
        await _workspace.Cli.RunAsync(["state", "rm", "terraform_data.two"], cancellationToken);

        Assert.Equal("terraform_data.renamed", (await _workspace.Cli.RunAsync(["state", "list"], cancellationToken)).Trim());
        Assert.Contains("\"renamed\"", await _workspace.Cli.RunAsync(["state", "pull"], cancellationToken), StringComparison.Ordinal);
        var after = await _workspace.StateAsync(cancellationToken);
        Assert.Equal(before.Serial + 2, after.Serial);
        Assert.False(await _workspace.IsLockedAsync(cancellationToken));
    }

    [Fact]
    public async Task A_tainted_resource_is_planned_anew_until_it_is_untainted()
    {
        var cancellationToken = TestContext.Current.CancellationToken;

        await _workspace.Cli.RunAsync(["taint", "terraform_data.one"], cancellationToken);
        Assert.Contains("terraform_data.one is tainted, so must be replaced", await _workspace.RunAsync(cancellationToken, "plan"), StringComparison.Ordinal);

        await _workspace.Cli.RunAsync(["untaint", "terraform_data.one"], cancellationToken);
        Assert.Contains("No changes.", await _workspace.RunAsync(cancellationToken, "plan"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_stops_changes_until_it_is_broken_by_force()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var id = await _workspace.IdAsync(cancellationToken);
        await _workspace.Api.SendAsync(HttpMethod.Post, $"workspaces/{id}/actions/lock", new { reason = "maintenance" }, cancellationToken);

        var refused = await _workspace.Cli.TryAsync(["state", "rm", "terraform_data.two"], cancellationToken);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("workspace already locked", refused.Output, StringComparison.Ordinal);

        await _workspace.Cli.RunAsync(["force-unlock", "-force", $"{_workspace.Organization}/{RemoteWorkspace.Name}"], cancellationToken);
        Assert.False(await _workspace.IsLockedAsync(cancellationToken));
        await _workspace.Cli.RunAsync(["state", "rm", "terraform_data.two"], cancellationToken);
    }
}
