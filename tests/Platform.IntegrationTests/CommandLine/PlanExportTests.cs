using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Platform.TestKit;

namespace Platform.IntegrationTests.CommandLine;

[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class PlanExportTests(SharedPlatform shared)
{
    private const string Password = "correct-horse-battery";

    [Fact]
    public async Task A_plan_of_the_real_tool_is_exported_without_its_secrets()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        const string configuration = $$"""
            variable "password" {
              default   = "{{Password}}"
              sensitive = true
            }
            resource "terraform_data" "a" {
              count = 2
              input = { password = var.password, name = "say \"hi\" ${count.index}" }
            }
            """;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), configuration, cancellationToken);
        await workspace.RunAsync(cancellationToken, "plan");
        var run = (await workspace.RunsAsync(cancellationToken))[^1];
        var plan = run.GetProperty("relationships").GetProperty("plan").GetProperty("data").GetProperty("id").GetString();

        var asked = await workspace.Api.SendAsync(
            HttpMethod.Post,
            "plan-exports",
            new { data = new { attributes = new Dictionary<string, string> { ["data-type"] = "sentinel-mock-bundle-v0" }, relationships = new { plan = new { data = new { id = plan, type = "plans" } } } } },
            cancellationToken);
        var address = $"plan-exports/{asked.GetProperty("id").GetString()}";
        await Eventually.IsAsync(async token => Status(await workspace.Api.GetAsync(address, token)) == "finished", "the export is made", TimeSpan.FromSeconds(30), cancellationToken);
        using var found = await workspace.Platform.Client.GetAsync(new Uri($"/api/v2/{address}/download", UriKind.Relative), cancellationToken);
        Assert.Equal(HttpStatusCode.Found, found.StatusCode);

        // Clients drop their token where they are sent elsewhere.
        using var anonymous = workspace.Platform.CreateClient(token: null);
        var files = await UnpackAsync(await anonymous.GetStreamAsync(found.Headers.Location, cancellationToken), cancellationToken);

        Assert.Contains("\"terraform_data.a[1]\": {", files["mock-tfplan-v2.sentinel"], StringComparison.Ordinal);
        Assert.Contains("\"name\": \"say \\\"hi\\\" 1\"", files["mock-tfplan-v2.sentinel"], StringComparison.Ordinal);
        Assert.Contains("\"terraform_data.a\": {", files["mock-tfconfig-v2.sentinel"], StringComparison.Ordinal);
        Assert.Contains($"id = \"{run.GetProperty("id").GetString()}\"", files["mock-tfrun.sentinel"], StringComparison.Ordinal);
        Assert.DoesNotContain(Password, string.Concat(files.Values), StringComparison.Ordinal);
    }

    private static string? Status(JsonElement export) => export.GetProperty("attributes").GetProperty("status").GetString();

    private static async Task<Dictionary<string, string>> UnpackAsync(Stream archive, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, string>();
        await using var unzipped = new GZipStream(archive, CompressionMode.Decompress);
        await using var tar = new TarReader(unzipped);
        while (await tar.GetNextEntryAsync(cancellationToken: cancellationToken) is { } entry)
        {
            using var reader = new StreamReader(entry.DataStream!);
            files.Add(entry.Name, await reader.ReadToEndAsync(cancellationToken));
        }

        return files;
    }
}
