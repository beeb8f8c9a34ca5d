using System.Net;

namespace Platform.IntegrationTests.CommandLine;

/// <summary>What a person at a terminal answers to the client's question.</summary>
[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class PromptTests(SharedPlatform shared)
{
    private const string Configuration = """
        resource "terraform_data" "one" {
        }
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Yes_applies()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), Configuration, cancellationToken);

        var (exitCode, output) = await AnswerAsync(workspace, "yes\n", cancellationToken);

        Assert.Equal(0, exitCode);
        Assert.Contains("Apply complete! Resources: 1 added, 0 changed, 0 destroyed.", output, StringComparison.Ordinal);
        await workspace.LastRunAsync("applied", cancellationToken);
        Assert.Equal(["terraform_data.one"], (await workspace.StateAsync(cancellationToken)).Addresses);
    }

    [Fact]
    public async Task No_discards_and_lets_the_workspace_go()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), Configuration, cancellationToken);

        var (exitCode, output) = await AnswerAsync(workspace, "no\n", cancellationToken);

        Assert.Equal(1, exitCode);
        Assert.Contains("Apply discarded", output, StringComparison.Ordinal);
        await workspace.LastRunAsync("discarded", cancellationToken);
        Assert.False(await workspace.IsLockedAsync(cancellationToken));
        var stateless = await Assert.ThrowsAsync<HttpRequestException>(() => workspace.StateAsync(cancellationToken));
        Assert.Equal(HttpStatusCode.NotFound, stateless.StatusCode);
    }

    private static async Task<(int ExitCode, string Output)> AnswerAsync(RemoteWorkspace workspace, string answer, CancellationToken cancellationToken)
    {
        await using var apply = workspace.Cli.StartOnTerminal(["apply", "-no-color"]);
        await apply.WaitForAsync("Enter a value:", Limit, cancellationToken);
        Assert.True(await workspace.IsLockedAsync(cancellationToken));
        await apply.WriteAsync(answer);
        return (await apply.WaitAsync(Limit, cancellationToken), apply.Output);
    }
}
