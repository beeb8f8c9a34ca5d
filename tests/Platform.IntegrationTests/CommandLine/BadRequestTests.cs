using System.Net;
using System.Text.Json;

namespace Platform.IntegrationTests.CommandLine;

/// <summary>What a client is told that may not, or asks for what is not there.</summary>
[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class BadRequestTests(SharedPlatform shared)
{
    private const string Configuration = "output \"x\" {\n  value = 1\n}\n";

    [Fact]
    public async Task A_token_that_is_wrong_revoked_or_missing_is_not_let_in()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), Configuration, cancellationToken);
        var me = (await workspace.Api.GetAsync("account/details", cancellationToken)).GetProperty("id").GetString();
        var token = await workspace.Api.PostAsync($"users/{me}/authentication-tokens", "authentication-tokens", new { description = "to be revoked" }, cancellationToken);
        workspace.Cli.UseToken(token.GetProperty("attributes").GetProperty("token").GetString());
        await workspace.RunAsync(cancellationToken, "plan");

        await workspace.Api.SendAsync(HttpMethod.Delete, $"authentication-tokens/{token.GetProperty("id").GetString()}", null, cancellationToken);

        Assert.Contains("unauthorized", await workspace.FailAsync(cancellationToken, "plan"), StringComparison.OrdinalIgnoreCase);
        workspace.Cli.UseToken("wrong");
        Assert.Contains("unauthorized", await workspace.FailAsync(cancellationToken, "plan"), StringComparison.OrdinalIgnoreCase);
        workspace.Cli.UseToken(null);
        Assert.Contains("Required token could not be found", await workspace.FailAsync(cancellationToken, "plan"), StringComparison.Ordinal);
        Assert.Single(await workspace.RunsAsync(cancellationToken));
    }

    [Fact]
    public async Task An_organization_or_workspace_that_is_not_there_is_named()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), Configuration, cancellationToken);
        await workspace.Api.SendAsync(HttpMethod.Delete, $"organizations/{workspace.Organization}/workspaces/{RemoteWorkspace.Name}", null, cancellationToken);

        // The one workspace of a backend without a prefix is "default" to the client.
        Assert.Contains("workspace default not found", await workspace.FailAsync(cancellationToken, "plan"), StringComparison.Ordinal);

        workspace.Cli.UseWorkspace("nowhere-to-be-found", RemoteWorkspace.Name);
        var output = await workspace.FailAsync(cancellationToken, "init", "-input=false", "-reconfigure");
        Assert.Contains("organization \"nowhere-to-be-found\" at host", output, StringComparison.Ordinal);
        Assert.Contains("not found", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_belongs_to_another_organization_does_not_exist()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), Configuration, cancellationToken);
        await workspace.RunAsync(cancellationToken, "apply", "-auto-approve");
        var id = await workspace.IdAsync(cancellationToken);
        var run = await workspace.LastRunAsync("applied", cancellationToken);
        var state = await workspace.Api.GetAsync($"workspaces/{id}/current-state-version", cancellationToken);
        string[] paths =
        [
            $"organizations/{workspace.Organization}", $"organizations/{workspace.Organization}/workspaces", $"organizations/{workspace.Organization}/workspaces/{RemoteWorkspace.Name}",
            $"workspaces/{id}", $"workspaces/{id}/runs", $"workspaces/{id}/vars", $"workspaces/{id}/current-state-version",
            $"runs/{run.GetProperty("id").GetString()}", $"runs/{run.GetProperty("id").GetString()}/plan/json-output",
            $"plans/{Related(run, "plan")}", $"applies/{Related(run, "apply")}", $"configuration-versions/{Related(run, "configuration-version")}",
            $"state-versions/{state.GetProperty("id").GetString()}", $"state-versions/{state.GetProperty("id").GetString()}/download",
        ];
        var other = await workspace.Api.CreateOrganizationAsync(cancellationToken);
        var token = await workspace.Api.PostAsync($"organizations/{other}/authentication-token", "authentication-tokens", new { }, cancellationToken);
        using var stranger = workspace.Platform.CreateClient(token.GetProperty("attributes").GetProperty("token").GetString());

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(stranger, $"organizations/{other}", cancellationToken));
        foreach (var path in paths)
        {
            Assert.True(await StatusAsync(workspace.Platform.Client, path, cancellationToken) is not HttpStatusCode.NotFound, $"{path} is wrong.");
            Assert.True(await StatusAsync(stranger, path, cancellationToken) is HttpStatusCode.NotFound, $"A stranger sees {path}.");
        }
    }

    [Fact]
    public async Task A_run_that_is_over_takes_no_more_decisions()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), Configuration, cancellationToken);
        await workspace.RunAsync(cancellationToken, "apply", "-auto-approve");
        var run = (await workspace.LastRunAsync("applied", cancellationToken)).GetProperty("id").GetString();

        await RefuseAsync("apply", "The run cannot be applied because it is applied");
        await RefuseAsync("discard", "The run cannot be discarded because it is applied");
        await RefuseAsync("cancel", "The run cannot be canceled because it is applied");
        await RefuseAsync("force-cancel", "because it is applied");
        await workspace.LastRunAsync("applied", cancellationToken);

        async Task RefuseAsync(string action, string sentence)
        {
            var refused = await Assert.ThrowsAsync<HttpRequestException>(() => workspace.Api.ActAsync($"runs/{run}/actions/{action}", cancellationToken));
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
            Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
        }
    }

    private static string? Related(JsonElement run, string name) =>
        run.GetProperty("relationships").GetProperty(name).GetProperty("data").GetProperty("id").GetString();

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        using var answer = await client.GetAsync(new Uri($"/api/v2/{path}", UriKind.Relative), cancellationToken);
        return answer.StatusCode;
    }
}
