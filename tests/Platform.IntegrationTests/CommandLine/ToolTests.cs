using Platform.TestKit;

namespace Platform.IntegrationTests.CommandLine;

[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class ToolTests(SharedPlatform shared)
{
    private const string Configuration = "output \"x\" {\n  value = 1\n}\n";

    [Fact]
    public async Task A_version_that_is_not_there_is_named_with_the_places_that_were_looked_at()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), Configuration, cancellationToken);
        await SetVersionAsync(workspace, "9.8.7");

        var output = await workspace.FailAsync(cancellationToken, "plan");

        Assert.Contains("was found that satisfies '9.8.7': looked in", output, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(workspace.Platform.DataDirectory, "tools"), output, StringComparison.Ordinal);
        Assert.Contains("and on PATH", output, StringComparison.Ordinal);
        await workspace.LastRunAsync("errored", cancellationToken);
    }

    [Fact]
    public async Task A_constraint_is_met_by_the_version_that_is_there()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), Configuration, cancellationToken);
        await SetVersionAsync(workspace, ">= 1.6, < 2.0, != 1.7.0");

        Assert.Contains("Changes to Outputs:", await workspace.RunAsync(cancellationToken, "plan"), StringComparison.Ordinal);

        await SetVersionAsync(workspace, "~> 0.15.0");
        Assert.Contains("satisfies '~> 0.15.0'", await workspace.FailAsync(cancellationToken, "plan"), StringComparison.Ordinal);
    }

    /// <summary>The request is OpenTofu's own (protocol.md §13); the tool that it asks for must be in the tool folder or on PATH.</summary>
    [Fact]
    public async Task A_workspace_that_OpenTofu_makes_runs_OpenTofu()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var platform = await shared.GetAsync(cancellationToken);
        var organization = await platform.Api.CreateOrganizationAsync(cancellationToken);
        var attributes = new Dictionary<string, object> { ["name"] = "main", ["terraform-version"] = "1.11.14" };
        using var tofu = platform.CreateClient(platform.AdminToken);
        tofu.DefaultRequestHeaders.UserAgent.ParseAdd("OpenTofu/1.11.14");
        tofu.DefaultRequestHeaders.Add("Terraform-Version", "1.11.14");
        var made = await new TestApi(tofu).PostAsync($"organizations/{organization}/workspaces", "workspaces", attributes, cancellationToken);
        var workspace = made.GetProperty("id").GetString()!;
        var configuration = await platform.Api.UploadAsync(workspace, cancellationToken, ("main.tf", Configuration));

        var run = await platform.Api.CreateRunAsync(workspace, cancellationToken, configuration);

        var ended = await platform.Api.WaitForRunAsync(run, cancellationToken, "planned", "errored");
        var log = await platform.Api.ReadLogAsync($"runs/{run}/plan", cancellationToken);
        var planned = ended.GetProperty("attributes").GetProperty("status").GetString() == "planned";
        Assert.Contains(planned ? "OpenTofu v1.11.14" : "No tofu was found that satisfies '1.11.14'", log, StringComparison.Ordinal);
    }

    private static async Task SetVersionAsync(RemoteWorkspace workspace, string version)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var change = new { data = new { type = "workspaces", attributes = new Dictionary<string, object> { ["terraform-version"] = version } } };
        await workspace.Api.SendAsync(HttpMethod.Patch, $"workspaces/{await workspace.IdAsync(cancellationToken)}", change, cancellationToken);
    }
}
