using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Platform.IntegrationTests.CommandLine;
using Platform.TestKit;

namespace Platform.IntegrationTests.Server;

/// <summary>A certificate of somebody's own, signed by an authority that nothing on this machine knows.</summary>
[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class ConfiguredCertificateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateDirectory($"/var/tmp/platform-test-certificate-{Guid.NewGuid():N}");

    private string Authority => Path.Combine(_folder.FullName, "authority.pem");

    [Fact]
    public async Task It_is_the_only_one_that_is_used_and_the_agents_and_their_sandboxes_trust_it()
    {
        Needs.Sandbox();
        var cancellationToken = TestContext.Current.CancellationToken;
        var (certificate, key) = Write();
        var options = new TestOptions
        {
            CertificateAuthorityPath = Authority,
            Settings = new Dictionary<string, string> { ["Kestrel:Certificates:Default:Path"] = certificate, ["Kestrel:Certificates:Default:KeyPath"] = key },
        };
        await using var platform = await TestPlatform.StartAsync(options, cancellationToken);

        // The client trusts that authority and no other.
        using var workspace = await RemoteWorkspace.CreateAsync(platform, $$"""
            resource "terraform_data" "curious" {
              provisioner "local-exec" {
                command = "curl -sS --max-time 10 {{platform.Url}}healthz/live; cat $SSL_CERT_FILE | grep -c PRIVATE"
                on_failure = continue
              }
            }
            """, cancellationToken);
        var output = await workspace.RunAsync(cancellationToken, "apply", "-auto-approve");

        Assert.Contains("Apply complete! Resources: 1 added", output, StringComparison.Ordinal);
        Assert.Contains("(local-exec): ready", output, StringComparison.Ordinal);
        Assert.Contains("(local-exec): 0", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(platform.DataDirectory, "tls")));
    }

    [Fact]
    public async Task One_that_cannot_be_used_is_named_before_the_server_listens()
    {
        var (certificate, _) = Write();
        string[] settings = [$"--Platform:DataDirectory={_folder.FullName}/data", $"--urls=https://localhost:{FreePort.Find()}"];

        var missing = await ServerProgram.RunAsync([.. settings, $"--Kestrel:Certificates:Default:Path={_folder.FullName}/none.pem"], TestContext.Current.CancellationToken);
        var other = await ServerProgram.RunAsync(
            [.. settings, $"--Kestrel:Certificates:Default:Path={certificate}", $"--Kestrel:Certificates:Default:KeyPath={_folder.FullName}/authority.key"], TestContext.Current.CancellationToken);

        Assert.All([missing, other], outcome =>
        {
            Assert.True(outcome.ExitCode == 1, outcome.Output);
            Assert.Contains("cannot be used", outcome.Output, StringComparison.Ordinal);
            Assert.Contains("Kestrel:Certificates:Default", outcome.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", outcome.Output, StringComparison.Ordinal);
        });
    }

    public void Dispose() => TestFolder.Delete(_folder.FullName);

    /// <summary>Makes an authority and a certificate of it; the file of the certificate holds its key too, as some tools write it, and not the authority.</summary>
    private (string Certificate, string Key) Write()
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=An authority of a company", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var authority = authorityRequest.CreateSelfSigned(now.AddHours(-1), now.AddDays(10));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, now.AddHours(-1), now.AddDays(5), RandomNumberGenerator.GetBytes(16));

        File.WriteAllText(Authority, authority.ExportCertificatePem());
        File.WriteAllText(Path.ChangeExtension(Authority, ".key"), authorityKey.ExportPkcs8PrivateKeyPem());
        var (path, keyPath) = (Path.Combine(_folder.FullName, "site.pem"), Path.Combine(_folder.FullName, "site.key"));
        File.WriteAllText(path, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        return (path, keyPath);
    }
}
