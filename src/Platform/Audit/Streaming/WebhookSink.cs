using System.Net.Http.Headers;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Platform.Audit.Streaming;

/// <summary>Posts entries as <c>{"data":[…]}</c>, in the form in which they are read, signed as TFE signs its notifications. Any answer of success means that they arrived.</summary>
internal sealed class WebhookSink(IOptions<AuditOptions> options) : IAuditSink, IDisposable
{
    private const string Signature = "X-TFE-Notification-Signature";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Limit };

    public string Name => "webhook";

    public int Batch => 100;

    public async Task SendAsync(IReadOnlyList<TrailEntry> entries, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new WebhookBody(entries), TrailDocument.Options);
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Value.Webhook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        if (options.Value.Webhook.Secret is { Length: > 0 } secret)
        {
            request.Headers.Add(Signature, Convert.ToHexStringLower(HMACSHA512.HashData(Encoding.UTF8.GetBytes(secret), body)));
        }

        try
        {
            using var answer = await _client.SendAsync(request, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                throw new IOException($"It answered {(int)answer.StatusCode}.");
            }
        }
        catch (HttpRequestException exception)
        {
            throw new IOException(exception.Message, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"It did not answer within {Limit.TotalSeconds} seconds.", exception);
        }
    }

    public void Dispose() => _client.Dispose();

    private sealed record WebhookBody(IReadOnlyList<TrailEntry> Data);
}
