using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.Discovery;
using Platform.Server.Hosting;
using Platform.Server.Tls;
using Platform.UnitTests.Identity;

namespace Platform.UnitTests.Server;

public sealed class ServerCertificateTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("platform-test-tls-");
    private readonly SetClock _clock = new();

    [Fact]
    public void It_is_kept_while_it_is_good()
    {
        var first = Show("https://tofu.example.com");
        _clock.Advance(TimeSpan.FromDays(300));

        Assert.Equal(first.Thumbprint, Show("https://tofu.example.com").Thumbprint);
    }

    [Fact]
    public void It_is_renewed_by_the_same_authority_when_its_end_is_near()
    {
        var first = Show("https://tofu.example.com");
        _clock.Advance(TimeSpan.FromDays(380));
        var second = Show("https://tofu.example.com");

        Assert.NotEqual(first.Thumbprint, second.Thumbprint);
        Assert.Equal(first.Issuer, second.Issuer);
        Assert.True(second.MatchesHostname("tofu.example.com"));
    }

    [Fact]
    public void It_is_renewed_while_the_server_runs()
    {
        var running = Create("https://tofu.example.com");
        var first = running.Current.TargetCertificate;
        _clock.Advance(TimeSpan.FromDays(380));

        Assert.NotEqual(first.Thumbprint, running.Current.TargetCertificate.Thumbprint);
    }

    [Fact]
    public void A_new_name_brings_a_new_certificate()
    {
        var first = Show("https://tofu.example.com");
        var second = Show("https://other.example.com");

        Assert.False(first.MatchesHostname("other.example.com"));
        Assert.True(second.MatchesHostname("other.example.com"));
        Assert.True(second.MatchesHostname("localhost"));
    }

    [Fact]
    public void An_unreadable_authority_is_never_replaced_behind_anybodys_back()
    {
        _ = Show("https://tofu.example.com");
        File.WriteAllText(Path.Combine(_data.FullName, "tls", "ca.key"), "nonsense");
        File.Delete(Path.Combine(_data.FullName, "tls", "server.pem"));

        var refused = Assert.Throws<StartRefusedException>(() => Show("https://tofu.example.com"));
        Assert.Contains("ca.pem", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_that_start_at_the_same_moment_with_one_shared_folder_have_one_authority()
    {
        var shared = Path.Combine(_data.FullName, "shared");

        var authorities = await Task.WhenAll(Enumerable.Range(0, 16).Select(node => Task.Run(() =>
            new LocalAuthority(Options.Create(new PlatformOptions { DataDirectory = Path.Combine(_data.FullName, $"node-{node}"), SharedDirectory = shared }), _clock).Open())));

        Assert.Single(authorities.Select(authority => authority.Thumbprint).Distinct());
        Assert.Equal(["ca.key", "ca.pem"], Directory.EnumerateFileSystemEntries(Path.Combine(shared, "tls")).Select(Path.GetFileName).Order());
    }

    public void Dispose() => _data.Delete(recursive: true);

    private X509Certificate2 Show(string publicUrl) => Create(publicUrl).Current.TargetCertificate;

    private ServerCertificate Create(string publicUrl)
    {
        var options = Options.Create(new PlatformOptions { DataDirectory = _data.FullName, PublicUrl = new Uri(publicUrl) });
        return new ServerCertificate(
            new LocalAuthority(options, _clock), new CertificateNames(new ConfigurationBuilder().Build(), options), _clock, NullLogger<ServerCertificate>.Instance);
    }
}
