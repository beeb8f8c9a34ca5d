using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Platform.UnitTests.Blobs;

/// <summary>Speaks as much of the S3 protocol as a blob store needs, over HTTP on loopback, and keeps objects in memory. Signatures are not checked.</summary>
internal sealed class S3TestServer : IAsyncDisposable
{
    private static readonly XNamespace Xml = "http://s3.amazonaws.com/doc/2006-03-01/";
    private readonly ConcurrentDictionary<string, byte[]> _objects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SortedDictionary<int, byte[]>> _uploads = new(StringComparer.Ordinal);
    private readonly WebApplication _app;

    private S3TestServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Keys of the objects, bucket first.</summary>
    public ICollection<string> Keys => _objects.Keys;

    /// <summary>Multipart uploads that were neither completed nor aborted.</summary>
    public int OpenUploads => _uploads.Count;

    /// <summary>The most parts that one upload had.</summary>
    public int MostParts { get; private set; }

    public static async Task<S3TestServer> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var server = new S3TestServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync(cancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var key = context.Request.Path.Value!.TrimStart('/');
        var upload = context.Request.Query["uploadId"].ToString();
        switch (context.Request.Method)
        {
            case "PUT" when upload.Length > 0:
                await PutPartAsync(context, upload);
                break;
            case "PUT":
                _objects[key] = await ReadAsync(context);
                break;
            case "POST" when context.Request.Query.ContainsKey("uploads"):
                var id = Guid.NewGuid().ToString("N");
                _uploads[id] = [];
                await AnswerXmlAsync(context, new XElement(Xml + "InitiateMultipartUploadResult", new XElement(Xml + "UploadId", id)));
                break;
            case "POST" when _uploads.TryRemove(upload, out var parts):
                MostParts = Math.Max(MostParts, parts.Count);
                _objects[key] = [.. parts.Values.SelectMany(part => part)];
                await AnswerXmlAsync(context, new XElement(Xml + "CompleteMultipartUploadResult", new XElement(Xml + "Key", key)));
                break;
            case "DELETE" when upload.Length > 0:
                _uploads.TryRemove(upload, out _);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case "DELETE":
                _objects.TryRemove(key, out _);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case "GET" when _objects.TryGetValue(key, out var content):
                context.Response.ContentLength = content.Length;
                await context.Response.Body.WriteAsync(content, context.RequestAborted);
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                await AnswerXmlAsync(context, new XElement("Error", new XElement("Code", "NoSuchKey"), new XElement("Message", "There is no such key.")));
                break;
        }
    }

    private async Task PutPartAsync(HttpContext context, string upload)
    {
        var part = await ReadAsync(context);
        if (_uploads.TryGetValue(upload, out var parts))
        {
            lock (parts)
            {
                parts[int.Parse(context.Request.Query["partNumber"].ToString())] = part;
            }

            context.Response.Headers.ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(part).AsSpan(0, 16))}\"";
            return;
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);

        // A client that signs chunk by chunk wraps the bytes; the store under test must not, since many stores do not unwrap them.
        Assert.DoesNotContain("aws-chunked", context.Request.Headers.ContentEncoding.ToString());
        return body.ToArray();
    }

    private static Task AnswerXmlAsync(HttpContext context, XElement root)
    {
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync(root.ToString(), context.RequestAborted);
    }
}
