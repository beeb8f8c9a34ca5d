using Platform.TestKit;

namespace Platform.IntegrationTests.Runs;

/// <summary>A host that cannot carry runs out.</summary>
public sealed class UnableHostTests
{
    [Fact]
    public async Task Where_no_other_node_could_help_a_run_ends_at_once_with_what_is_missing_in_its_log()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var settings = new Dictionary<string, string> { ["Worker:AgentPath"] = "/nowhere/agent" };
        await using var platform = await TestPlatform.StartAsync(new TestOptions { Settings = settings }, cancellationToken);
        var organization = await platform.Api.CreateOrganizationAsync(cancellationToken);
        var workspace = (await platform.Api.CreateWorkspaceAsync(organization, cancellationToken)).GetProperty("id").GetString()!;
        var version = await platform.Api.UploadAsync(workspace, cancellationToken, ("main.tf", "# nothing"));

        var run = await platform.Api.CreateRunAsync(workspace, cancellationToken, version);

        await platform.Api.WaitForRunAsync(run, cancellationToken, "errored");
        Assert.Contains("The agent's program /nowhere/agent is missing", await platform.Api.ReadLogAsync($"runs/{run}/plan", cancellationToken), StringComparison.Ordinal);
        var read = await platform.Api.GetAsync($"workspaces/{workspace}", cancellationToken);
        Assert.False(read.GetProperty("attributes").GetProperty("locked").GetBoolean());
    }
}
