namespace Platform.IntegrationTests.CommandLine;

[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class PrefixWorkspaceTests(SharedPlatform shared)
{
    [Fact]
    public async Task Workspaces_with_a_prefix_are_made_listed_chosen_used_and_deleted()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var platform = await shared.GetAsync(cancellationToken);
        var organization = await platform.Api.CreateOrganizationAsync(cancellationToken);
        await platform.Api.CreateWorkspaceAsync(organization, cancellationToken, name: "net-dev");
        await platform.Api.CreateWorkspaceAsync(organization, cancellationToken, name: "other");
        using var cli = platform.CommandLineIn(("main.tf", """
            variable "TFC_WORKSPACE_NAME" {
            }
            output "where" {
              value = var.TFC_WORKSPACE_NAME
            }
            """));
        cli.UsePrefix(organization, "net-");
        cli.Environment["TF_WORKSPACE"] = "dev";
        await cli.RunAsync(["init", "-input=false"], cancellationToken);
        cli.Environment.Remove("TF_WORKSPACE");
        await cli.RunAsync(["workspace", "select", "dev"], cancellationToken);

        await cli.RunAsync(["workspace", "new", "prod"], cancellationToken);

        var listed = await cli.RunAsync(["workspace", "list"], cancellationToken);
        Assert.Equal(["* prod", "dev"], listed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal));
        await platform.Api.GetAsync($"organizations/{organization}/workspaces/net-prod", cancellationToken);

        await cli.RunAsync(["apply", "-auto-approve", "-no-color"], cancellationToken);
        Assert.Contains("net-prod", await cli.RunAsync(["output", "-no-color"], cancellationToken), StringComparison.Ordinal);

        await cli.RunAsync(["workspace", "select", "dev"], cancellationToken);
        await cli.RunAsync(["workspace", "delete", "-force", "prod"], cancellationToken);

        Assert.DoesNotContain("prod", await cli.RunAsync(["workspace", "list"], cancellationToken), StringComparison.Ordinal);
        var gone = await Assert.ThrowsAsync<HttpRequestException>(() => platform.Api.GetAsync($"organizations/{organization}/workspaces/net-prod", cancellationToken));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, gone.StatusCode);
    }
}
