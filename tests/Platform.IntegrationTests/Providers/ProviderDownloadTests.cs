using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.TestKit;

namespace Platform.IntegrationTests.Providers;

/// <summary>What a run must download comes by the agent's proxy, checked by the tool, and is written down.</summary>
[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed partial class ProviderDownloadTests
{
    [GeneratedRegex(@"\x1b\[[0-9;]*m", RegexOptions.NonBacktracking)]
    private static partial Regex ColourCodes { get; }

    [Fact]
    public async Task A_provider_comes_through_the_proxy_and_its_host_is_listed_with_the_run()
    {
        Needs.Sandbox();
        var cancellationToken = TestContext.Current.CancellationToken;
        var address = OwnAddress.Find();
        var (allowed, forbidden) = (new IPEndPoint(address, FreePort.Find(address)), new IPEndPoint(address, FreePort.Find(address)));
        var settings = new Dictionary<string, string> { ["Sandbox:AllowedPrivateHosts:0"] = allowed.ToString() };
        await using var platform = await TestPlatform.StartAsync(new TestOptions { Settings = settings }, cancellationToken);
        // The machine's own authority, as far as the sandbox is concerned.
        var authority = (platform.CertificateAuthorityPath, Path.ChangeExtension(platform.CertificateAuthorityPath, ".key"));
        await using var registry = await ProviderRegistry.StartAsync(allowed, authority, cancellationToken);
        await using var unreachable = await ProviderRegistry.StartAsync(forbidden, authority, cancellationToken);
        var organization = await platform.Api.CreateOrganizationAsync(cancellationToken);

        var good = await PlanAsync(platform, organization, registry, registry.Hash);
        Assert.Contains(ProviderRegistry.Greeting, good.Log, StringComparison.Ordinal);
        Assert.Contains($"/files/terraform-provider-tiny_{ProviderRegistry.Version}_linux_", string.Join(' ', registry.Asked), StringComparison.Ordinal);
        var host = Assert.Single(good.Hosts);
        Assert.Equal((address.ToString(), allowed.Port, false), (host.GetProperty("host").GetString(), host.GetProperty("port").GetInt32(), host.GetProperty("refused").GetBoolean()));

        // Another package than the one that was locked.
        var bad = await PlanAsync(platform, organization, registry, $"zh:{new string('0', 64)}");
        Assert.DoesNotContain(ProviderRegistry.Greeting, bad.Log, StringComparison.Ordinal);
        Assert.Contains("checksum", bad.Log, StringComparison.Ordinal);

        var refused = await PlanAsync(platform, organization, unreachable, unreachable.Hash);
        Assert.True(refused.Log.Contains("which runs may not reach unless an administrator allows it", StringComparison.Ordinal), refused.Log);
        Assert.All(refused.Hosts, contact => Assert.True(contact.GetProperty("refused").GetBoolean()));
        Assert.Equal(forbidden.Port, Assert.Single(refused.Hosts).GetProperty("port").GetInt32());
        Assert.Empty(unreachable.Asked);
    }

    private static async Task<(string Log, IReadOnlyList<JsonElement> Hosts)> PlanAsync(TestPlatform platform, string organization, ProviderRegistry registry, string hash)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var workspace = (await platform.Api.CreateWorkspaceAsync(organization, cancellationToken)).GetProperty("id").GetString()!;
        var version = await platform.Api.UploadAsync(
            workspace,
            cancellationToken,
            ("main.tf", $$"""
                terraform {
                  required_providers {
                    tiny = {
                      source  = "{{registry.Source}}"
                      version = "{{ProviderRegistry.Version}}"
                    }
                  }
                }

                resource "terraform_data" "one" {}
                """),
            (".terraform.lock.hcl", $$"""
                provider "{{registry.Source}}" {
                  version     = "{{ProviderRegistry.Version}}"
                  constraints = "{{ProviderRegistry.Version}}"
                  hashes = [
                    "{{hash}}",
                  ]
                }

                """));
        var id = await platform.Api.CreateRunAsync(workspace, cancellationToken, version);
        var run = await platform.Api.WaitForRunAsync(id, cancellationToken, "errored");
        var plan = $"plans/{run.GetProperty("relationships").GetProperty("plan").GetProperty("data").GetProperty("id").GetString()}";
        var hosts = (await platform.Api.GetAsync(plan, cancellationToken)).GetProperty("attributes").GetProperty("hosts");
        var log = CommandLine.RemoteWorkspace.OneLine(ColourCodes.Replace(await platform.Api.ReadLogAsync(plan, cancellationToken), ""));
        return (log, [.. hosts.EnumerateArray()]);
    }
}
