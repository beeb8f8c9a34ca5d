namespace Platform.IntegrationTests.CommandLine;

[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class VariableTests(SharedPlatform shared)
{
    private const string Password = "correct-horse-battery";

    [Fact]
    public async Task Variables_of_every_kind_reach_the_run_and_sensitive_values_are_masked_in_its_logs()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        const string configuration = """
            variable "region" {
              type = string
            }
            variable "zones" {
              type = list(string)
            }
            variable "password" {
              type = string
            }
            resource "terraform_data" "show" {
              provisioner "local-exec" {
                command = "echo region=${var.region} zones=${join("+", var.zones)} length=${length(var.password)} password=${var.password}; echo color=$COLOR key=$KEY; printf %s $KEY | wc -c"
              }
            }
            """;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), configuration, cancellationToken);
        await SetAsync("region", "\"north\" $HOME", "terraform");
        await SetAsync("zones", "[\"a\", \"b\"]", "terraform", hcl: true);
        await SetAsync("password", Password, "terraform", sensitive: true);
        await SetAsync("COLOR", "green", "env");
        await SetAsync("KEY", "sesame-open-up", "env", sensitive: true);

        var output = await workspace.RunAsync(cancellationToken, "apply", "-auto-approve");

        Assert.Contains("zones=a+b length=21 password=", output, StringComparison.Ordinal);
        Assert.Contains("region=north", output, StringComparison.Ordinal);
        Assert.Contains("color=green key=", output, StringComparison.Ordinal);
        Assert.Contains("(local-exec): 14", output, StringComparison.Ordinal);
        var run = (await workspace.LastRunAsync("applied", cancellationToken)).GetProperty("id").GetString();
        var logs = output + await workspace.Api.ReadLogAsync($"runs/{run}/plan", cancellationToken) + await workspace.Api.ReadLogAsync($"runs/{run}/apply", cancellationToken);
        Assert.DoesNotContain(Password, logs, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", logs, StringComparison.Ordinal);

        async Task SetAsync(string key, string value, string category, bool hcl = false, bool sensitive = false) =>
            await workspace.Api.PostAsync($"workspaces/{await workspace.IdAsync(cancellationToken)}/vars", "vars", new { key, value, category, hcl, sensitive }, cancellationToken);
    }
}
