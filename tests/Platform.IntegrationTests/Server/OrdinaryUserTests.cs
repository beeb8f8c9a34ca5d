using Platform.IntegrationTests.CommandLine;
using Platform.TestKit;

namespace Platform.IntegrationTests.Server;

/// <summary>A server that is not root: its sandboxes have its own user outside, and are as closed all the same.</summary>
[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class OrdinaryUserTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private const string Configuration = """
        resource "terraform_data" "first" {
          input = "made"
        }

        resource "terraform_data" "script" {
          depends_on = [terraform_data.first]

          provisioner "local-exec" {
            interpreter = ["bash", "-c"]
            command     = "bash script.sh"
          }
        }
        """;

    [Fact]
    public async Task A_server_of_an_ordinary_user_applies_in_a_sandbox_that_is_as_closed_and_can_be_stopped()
    {
        Needs.Sandbox();
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var platform = await TestPlatform.StartProcessAsync(new TestOptions { OrdinaryUser = true }, cancellationToken);
        var owner = (await File.ReadAllLinesAsync($"/proc/{platform.Process!.ProcessId}/status", cancellationToken)).Single(line => line.StartsWith("Uid:", StringComparison.Ordinal));
        Assert.DoesNotContain("0", owner.Split('\t'));

        using var workspace = await RemoteWorkspace.CreateAsync(platform, Configuration, cancellationToken);
        workspace.Cli.Write("script.sh", $$"""
            echo "user: $(id -u)."
            for file in platform.db admin-token tls/ca.key; do head -c 1 {{platform.DataDirectory}}/$file >/dev/null 2>&1 && echo "opened $file"; done
            echo "roots: $(for root in /proc/[0-9]*/root; do ls $root{{platform.DataDirectory}}/platform.db 2>/dev/null; done | head -5)."
            echo "commands: $(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ')"
            echo "metadata: $(curl -s --max-time 5 -o /dev/null -w '%{http_code}' http://169.254.169.254/)."
            touch /usr/mine {{platform.DataDirectory}}/mine 2>/dev/null || echo "wrote nothing"
            echo finished
            """);
        var output = await workspace.RunAsync(cancellationToken, "apply", "-auto-approve");

        Assert.Contains("(local-exec): finished", output, StringComparison.Ordinal);
        Assert.Contains("user: 1000.", output, StringComparison.Ordinal);
        Assert.Contains("roots: .", output, StringComparison.Ordinal);
        Assert.Contains("metadata: 403.", output, StringComparison.Ordinal);
        Assert.Contains("wrote nothing", output, StringComparison.Ordinal);
        Assert.Contains("bash script.sh", output, StringComparison.Ordinal);
        Assert.DoesNotContain("opened ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Platform.Server", output, StringComparison.Ordinal);
        Assert.Contains("No changes.", await workspace.RunAsync(cancellationToken, "plan"), StringComparison.Ordinal);

        workspace.Cli.Write("script.sh", "echo sleeping; sleep 300");
        await using var apply = workspace.Cli.Start(["apply", "-auto-approve", "-no-color", "-replace=terraform_data.script"]);
        apply.CloseInput();
        await apply.WaitForAsync("(local-exec): sleeping", Limit, cancellationToken);
        var run = (await workspace.RunsAsync(cancellationToken))[^1].GetProperty("id").GetString()!;
        await platform.Api.ActAsync($"runs/{run}/actions/cancel", cancellationToken);
        await platform.Api.WaitForRunAsync(run, cancellationToken, "canceled");
        await apply.WaitAsync(Limit, cancellationToken);
        Assert.Equal(["terraform_data.script"], (await workspace.StateAsync(cancellationToken)).Tainted);
    }
}
