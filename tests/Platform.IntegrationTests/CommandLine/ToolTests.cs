namespace Platform.IntegrationTests.CommandLine;

[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class ToolTests(SharedPlatform shared)
{
    [Fact]
    public async Task A_version_that_is_not_there_is_named_with_the_places_that_were_looked_at()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), "output \"x\" {\n  value = 1\n}\n", cancellationToken);
        var change = new { data = new { type = "workspaces", attributes = new Dictionary<string, object> { ["terraform-version"] = "9.8.7" } } };
        await workspace.Api.SendAsync(HttpMethod.Patch, $"workspaces/{await workspace.IdAsync(cancellationToken)}", change, cancellationToken);

        var output = await workspace.FailAsync(cancellationToken, "plan");

        Assert.Contains("was found that satisfies '9.8.7': looked in", output, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(workspace.Platform.DataDirectory, "tools"), output, StringComparison.Ordinal);
        Assert.Contains("and on PATH", output, StringComparison.Ordinal);
        await workspace.LastRunAsync("errored", cancellationToken);
    }
}
