using System.Net;
using System.Security.Cryptography.X509Certificates;
using Platform.TestKit;

namespace Platform.IntegrationTests.Server;

/// <summary>What every answer of the server has, whatever module made it.</summary>
public sealed class HostingTests : IAsyncLifetime
{
    private TestPlatform _platform = null!;

    public async ValueTask InitializeAsync() =>
        _platform = await TestPlatform.StartAsync(new TestOptions { Workers = false }, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Theory, InlineData("/healthz/live"), InlineData("/healthz/ready")]
    public async Task Health_is_told_without_a_token_and_without_details(string path)
    {
        using var anonymous = _platform.CreateClient(token: null);

        Assert.Equal("ready\n", await anonymous.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_unknown_route_of_the_api_answers_a_document()
    {
        using var answer = await _platform.Client.GetAsync(new Uri("/api/v2/no/such/thing", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/vnd.api+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("\"status\":\"404\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory, InlineData(null), InlineData("wrong")]
    public async Task Without_a_good_token_the_api_answers_401(string? token)
    {
        using var client = _platform.CreateClient(token);
        using var answer = await client.GetAsync(new Uri("/api/v2/account/details", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("unauthorized", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_beyond_the_limit_is_refused_with_a_sentence()
    {
        using var body = new ByteArrayContent(new byte[9 << 20]);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v2/organizations", UriKind.Relative)) { Content = body };
        request.Headers.ExpectContinue = true;
        using var answer = await _platform.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("too large", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_may_run_no_script_but_ours_and_be_framed_by_nobody()
    {
        using var answer = await _platform.Client.GetAsync(new Uri("/sign-in", UriKind.Relative), TestContext.Current.CancellationToken);

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task The_certificate_keeps_across_a_restart_and_only_the_owner_reads_its_key()
    {
        var folder = Path.Combine(_platform.DataDirectory, "tls");
        var before = await File.ReadAllTextAsync(Path.Combine(folder, "server.pem"), TestContext.Current.CancellationToken);

        await _platform.RestartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(folder, "server.pem"), TestContext.Current.CancellationToken));
        using var certificate = X509Certificate2.CreateFromPem(before);
        Assert.All((string[])["localhost", "127.0.0.1", Dns.GetHostName()], name => Assert.True(certificate.MatchesHostname(name), name));
        Assert.All((string[])["ca.key", "server.key"], key => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, key))));
    }
}
