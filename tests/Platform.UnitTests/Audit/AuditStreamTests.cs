using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit;
using Platform.Audit.Streaming;
using Platform.Organizations;
using Platform.TestKit;
using Platform.UnitTests.Api;
using Platform.UnitTests.Identity;

namespace Platform.UnitTests.Audit;

public sealed class AuditStreamTests
{
    private const string Secret = "shared with the collector";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_webhook_gets_every_entry_in_order_and_signed_though_it_fails_in_between(TestDatabase database)
    {
        var clock = new SetClock();
        await using var collector = await Collector.StartAsync();
        await using var api = await ApiServer.StartAsync(
            database,
            services => services.AddSingleton<TimeProvider>(clock).Configure<AuditOptions>(options => (options.Webhook.Url, options.Webhook.Secret) = (collector.Url, Secret)),
            Token);
        await api.CreateOrganizationAsync();
        await SendAsync<WebhookSink>(api);
        Assert.Empty(collector.Ids);
        await AuditTrailTests.SealAsync(api);

        collector.Status = 503;
        await SendAsync<WebhookSink>(api);
        // It is left alone for a while before it is asked again.
        await SendAsync<WebhookSink>(api);
        Assert.Equal(1, collector.Requests);
        collector.Status = 204;
        clock.Advance(TimeSpan.FromMinutes(1));
        await SendAsync<WebhookSink>(api);
        await api.CreateOrganizationAsync("second");
        await AuditTrailTests.SealAsync(api);
        await SendAsync<WebhookSink>(api);
        await SendAsync<WebhookSink>(api);

        var all = await api.WithDatabaseAsync(db => db.AuditEntries.OrderBy(e => e.Sequence).Select(e => e.Id.ToString()).ToListAsync(Token));
        Assert.True(all.Count > 5);
        Assert.Equal(all, collector.Ids.Select(id => id.ToUpperInvariant()), StringComparer.OrdinalIgnoreCase);
        Assert.Equal(3, collector.Requests);
        Assert.True(collector.AllSigned);
    }

    [Fact]
    public async Task More_than_one_batch_goes_out_at_once()
    {
        await using var collector = await Collector.StartAsync();
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, services => services.Configure<AuditOptions>(options => options.Webhook.Url = collector.Url), Token);
        await api.CreateOrganizationAsync();
        await api.WithDatabaseAsync(async db =>
        {
            var project = await db.Projects.SingleAsync(Token);
            db.ProjectTags.AddRange(Enumerable.Range(0, 120).Select(number => new ProjectTag { ProjectId = project.Id, OrganizationId = project.OrganizationId, Key = $"tag-{number}" }));
            return await db.SaveChangesAsync(Token);
        });

        await AuditTrailTests.SealAsync(api);
        await SendAsync<WebhookSink>(api);

        Assert.Equal(await api.WithDatabaseAsync(db => db.AuditEntries.CountAsync(Token)), collector.Ids.Distinct().Count());
        Assert.Equal(2, collector.Requests);
    }

    [Fact]
    public async Task Syslog_gets_messages_by_TCP_with_their_length_before_them()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var api = await SyslogAsync($"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        var accepted = listener.AcceptTcpClientAsync(Token).AsTask();
        await SendAsync<SyslogSink>(api);
        using var client = await accepted;
        using var bytes = new MemoryStream();
        await client.GetStream().CopyToAsync(bytes, Token);

        var messages = new List<string>();
        for (var rest = bytes.ToArray().AsSpan(); !rest.IsEmpty;)
        {
            var space = rest.IndexOf((byte)' ');
            var length = int.Parse(Encoding.ASCII.GetString(rest[..space]));
            messages.Add(Encoding.UTF8.GetString(rest.Slice(space + 1, length)));
            rest = rest[(space + 1 + length)..];
        }

        await AreMessagesAsync(api, messages);
        await SendAsync<SyslogSink>(api);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Syslog_gets_messages_by_UDP_one_in_a_packet()
    {
        using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await using var api = await SyslogAsync($"udp://127.0.0.1:{((IPEndPoint)udp.Client.LocalEndPoint!).Port}");
        await SendAsync<SyslogSink>(api);

        var count = await api.WithDatabaseAsync(db => db.AuditEntries.CountAsync(Token));
        var messages = new List<string>();
        while (messages.Count < count)
        {
            messages.Add(Encoding.UTF8.GetString((await udp.ReceiveAsync(Token)).Buffer));
        }

        await AreMessagesAsync(api, messages);
    }

    [Fact]
    public async Task Syslog_sends_nothing_to_who_cannot_prove_its_name()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        await using var api = await SyslogAsync($"tls://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");
        var served = ServeAsync(listener, certificate);

        await SendAsync<SyslogSink>(api);

        Assert.Equal("", await served);
        Assert.False(await api.WithDatabaseAsync(db => db.AuditStreams.AnyAsync(s => s.Sequence > 0, Token)));

        static async Task<string> ServeAsync(TcpListener listener, System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
        {
            using var client = await listener.AcceptTcpClientAsync(Token);
            await using var tls = new System.Net.Security.SslStream(client.GetStream());
            try
            {
                await tls.AuthenticateAsServerAsync(certificate);
                using var reader = new StreamReader(tls);
                return await reader.ReadToEndAsync(Token);
            }
            catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
            {
                return "";
            }
        }
    }

    [Theory, InlineData("ftp://collector/", null), InlineData("collector", null), InlineData(null, "tcp://collector"), InlineData(null, "http://collector:514"), InlineData(null, "collector:514")]
    public void An_address_that_cannot_be_used_is_refused_at_start(string? webhook, string? syslog)
    {
        var options = new AuditOptions();
        (options.Webhook.Url, options.Syslog.Endpoint) = (webhook is null ? null : new Uri(webhook, UriKind.RelativeOrAbsolute), syslog is null ? null : new Uri(syslog, UriKind.RelativeOrAbsolute));

        Assert.True(new AuditOptionsValidation().Validate(null, options).Failed);
    }

    private static async Task<ApiServer> SyslogAsync(string endpoint)
    {
        var api = await ApiServer.StartAsync(TestDatabase.Sqlite, services => services.Configure<AuditOptions>(options => options.Syslog.Endpoint = new Uri(endpoint)), Token);
        await api.CreateOrganizationAsync();
        var stranger = await api.AddUserAsync("stranger");
        (await api.SendAsync("DELETE", "/organizations/demo", caller: stranger)).Is(404);
        await AuditTrailTests.SealAsync(api);
        return api;
    }

    private static async Task AreMessagesAsync(ApiServer api, List<string> messages)
    {
        Assert.All(messages, message => Assert.Matches(@"^<10[89]>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z \S+ platform - audit - \{", message));
        Assert.Single(messages, message => message.StartsWith("<108>", StringComparison.Ordinal));
        Assert.Equal(
            await api.WithDatabaseAsync(db => db.AuditEntries.OrderBy(e => e.Sequence).Select(e => e.Id).ToListAsync(Token)),
            messages.Select(message => JsonDocument.Parse(message[message.IndexOf('{', StringComparison.Ordinal)..]).RootElement.GetProperty("id").GetGuid()));
    }

    private static Task<bool> SendAsync<TSink>(ApiServer api)
        where TSink : IAuditSink => api.WithServicesAsync(async services =>
        {
            await services.GetRequiredService<StreamTo<TSink>>().RunAsync(Token);
            return true;
        });

    /// <summary>Takes what is posted to it, and answers as it is told.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly ConcurrentQueue<string> _ids = new();
        private WebApplication _app = null!;

        public Uri Url { get; private set; } = null!;

        public int Status { get; set; } = 200;

        public int Requests { get; private set; }

        public bool AllSigned { get; private set; } = true;

        /// <summary>Of the entries that it took.</summary>
        public IReadOnlyCollection<string> Ids => _ids;

        public static async Task<Collector> StartAsync()
        {
            var collector = new Collector();
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            collector._app = builder.Build();
            collector._app.Run(collector.TakeAsync);
            await collector._app.StartAsync(Token);
            collector.Url = new Uri($"{collector._app.Urls.First()}/audit");
            return collector;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private async Task TakeAsync(HttpContext context)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, Token);
            Requests++;
            AllSigned &= context.Request.Headers["X-TFE-Notification-Signature"] == Convert.ToHexStringLower(HMACSHA512.HashData(Encoding.UTF8.GetBytes(Secret), body.ToArray()));
            context.Response.StatusCode = Status;
            if (Status < 300)
            {
                foreach (var entry in JsonDocument.Parse(body.ToArray()).RootElement.GetProperty("data").EnumerateArray())
                {
                    _ids.Enqueue(entry.GetProperty("id").GetString()!);
                }
            }
        }
    }
}
