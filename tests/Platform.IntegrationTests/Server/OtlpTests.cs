using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Platform.TestKit;

namespace Platform.IntegrationTests.Server;

/// <summary>What a collector gets when the usual variables name one.</summary>
public sealed class OtlpTests
{
    [Fact]
    public async Task A_collector_gets_traces_and_metrics_and_no_secret_with_them()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var collector = await Collector.StartAsync(cancellationToken);
        var options = new TestOptions
        {
            Workers = false,
            Environment = new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_SERVICE_NAME"] = "platform-under-test",
            },
        };
        await using var platform = await TestPlatform.StartProcessAsync(options, cancellationToken);
        var organization = await platform.Api.CreateOrganizationAsync(cancellationToken);
        var workspace = (await platform.Api.CreateWorkspaceAsync(organization, cancellationToken)).GetProperty("id").GetString()!;
        await platform.Api.PostAsync($"workspaces/{workspace}/vars", "vars", new { key = "SECRET", value = "a-secret-value", category = "env", sensitive = true }, cancellationToken);
        var version = await platform.Api.PostAsync($"workspaces/{workspace}/configuration-versions", "configuration-versions", new Dictionary<string, object> { ["auto-queue-runs"] = false }, cancellationToken);
        var upload = new Uri(version.GetProperty("attributes").GetProperty("upload-url").GetString()!);
        using (var content = new StreamContent(TestApi.Archive([("main.tf", "# nothing")])))
        using (var answer = await platform.Client.PutAsync(upload, content, cancellationToken))
        {
            answer.EnsureSuccessStatusCode();
        }

        using (await platform.Client.GetAsync(new Uri("/sign-in-link/a-secret-link?with=a-secret-query", UriKind.Relative), cancellationToken))
        {
        }

        // What is not sent yet is sent when the server stops.
        await platform.StopAsync();

        Assert.Contains("platform-under-test", collector.Received("/v1/traces"), StringComparison.Ordinal);
        Assert.Contains("/api/v2/organizations/", collector.Received("/v1/traces"), StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", collector.Received("/v1/metrics"), StringComparison.Ordinal);
        var everything = collector.Received("/v1/traces") + collector.Received("/v1/metrics");
        Assert.Contains("/signed/", everything, StringComparison.Ordinal);
        Assert.All(
            [platform.AdminToken, upload.Segments[^1], "a-secret-value", "a-secret-link", "a-secret-query"],
            secret => Assert.DoesNotContain(secret, everything, StringComparison.Ordinal));
    }

    /// <summary>Keeps whatever it is sent.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, string Text)> _received = new();
        private readonly WebApplication _app;

        private Collector()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            _app = builder.Build();
            _app.Run(async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body, context.RequestAborted);
                // Texts lie in the messages as they are.
                _received.Enqueue((context.Request.Path.Value!, Encoding.Latin1.GetString(body.ToArray())));
            });
        }

        public string Url => _app.Urls.Single();

        public static async Task<Collector> StartAsync(CancellationToken cancellationToken)
        {
            var collector = new Collector();
            await collector._app.StartAsync(cancellationToken);
            return collector;
        }

        public string Received(string path) => string.Concat(_received.Where(message => message.Path == path).Select(message => message.Text));

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}
