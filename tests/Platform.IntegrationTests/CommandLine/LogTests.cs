namespace Platform.IntegrationTests.CommandLine;

[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class LogTests(SharedPlatform shared)
{
    private const int Lines = 60_000;

    [Fact]
    public async Task Sixty_thousand_lines_arrive_complete_and_in_order()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        const string configuration = """
            resource "terraform_data" "loud" {
              provisioner "local-exec" {
                command = "seq -f 'line %.0f.' 1 60000"
              }
            }
            """;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), configuration, cancellationToken);
        workspace.Cli.Limit = TimeSpan.FromMinutes(4);

        var printed = await workspace.RunAsync(cancellationToken, "apply", "-auto-approve");

        var run = (await workspace.LastRunAsync("applied", cancellationToken)).GetProperty("id").GetString();
        AssertComplete(printed);
        AssertComplete(await workspace.Api.ReadLogAsync($"runs/{run}/apply", cancellationToken));
    }

    [Fact]
    public async Task Terminal_control_sequences_of_a_configuration_are_dropped_and_colors_are_kept()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        const string configuration = """
            resource "terraform_data" "sly" {
              provisioner "local-exec" {
                command = "printf 'title \\033]0;owned\\007 gone\\nscreen \\033[2J\\033[1A gone\\ncolor \\033[31mred\\033[0m kept\\nback\\rslash\\n[bold]markup[reset]\\n'"
              }
            }
            """;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), configuration, cancellationToken);

        var printed = await workspace.RunAsync(cancellationToken, "apply", "-auto-approve");

        var run = (await workspace.LastRunAsync("applied", cancellationToken)).GetProperty("id").GetString();
        var log = await workspace.Api.ReadLogAsync($"runs/{run}/apply", cancellationToken);
        Assert.All((string[])[printed, log], text =>
        {
            Assert.Contains("title  gone", text, StringComparison.Ordinal);
            Assert.Contains("screen  gone", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\u001b]", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\u001b[2J", text, StringComparison.Ordinal);
            Assert.DoesNotContain("back\rslash", text, StringComparison.Ordinal);
        });
        Assert.Contains("color \u001b[31mred\u001b[0m kept", log, StringComparison.Ordinal);
        Assert.Contains("[bold]markup[reset]", WithoutColors(log), StringComparison.Ordinal);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Words_that_the_client_would_take_for_colors_are_printed_as_they_are(bool withColors)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        const string words = "[bold][red]x[reset] [_light_gray_] [purple] [blink_slow] [hidden] [italic] [reset_bold] [default] [0] [other]";
        var configuration = $$"""
            resource "terraform_data" "words" {
              input = "{{words}}"
              provisioner "local-exec" {
                command = "echo '{{words}}'"
              }
            }
            output "words" {
              value = terraform_data.words.output
            }
            """;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), configuration, cancellationToken);

        var printed = withColors
            ? await workspace.Cli.RunAsync(["apply", "-auto-approve"], cancellationToken)
            : await workspace.RunAsync(cancellationToken, "apply", "-auto-approve");

        var plain = WithoutColors(printed);
        Assert.Contains($"+ input  = \"{words}\"", plain, StringComparison.Ordinal);
        Assert.Contains($"(local-exec): {words}", plain, StringComparison.Ordinal);
        Assert.Contains($"words = \"{words}\"", plain, StringComparison.Ordinal);
    }

    private static void AssertComplete(string log)
    {
        const string prefix = "terraform_data.loud (local-exec): line ";
        var numbers = WithoutColors(log).Split('\n').Where(line => line.StartsWith(prefix, StringComparison.Ordinal)).Select(line => line[prefix.Length..].TrimEnd('\r', '.'));
        Assert.Equal(Enumerable.Range(1, Lines).Select(number => $"{number}"), numbers);
    }

    private static string WithoutColors(string text) => System.Text.RegularExpressions.Regex.Replace(
        text, "\u001b\\[[0-9;]*m", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(10));
}
