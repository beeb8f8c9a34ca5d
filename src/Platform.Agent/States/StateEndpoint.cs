using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Platform.Contracts.Agents;

namespace Platform.Agent.States;

/// <summary>Serves one state to the tool's <c>http</c> backend, over connections that come from this job's sandbox only.</summary>
/// <remarks>It speaks the few words of HTTP/1.1 that the backend needs, on any stream; the state lies in a file of the agent, never in memory.</remarks>
internal sealed class StateEndpoint(string statePath, ILogger log) : IDisposable
{
    /// <summary>Where the sandbox finds it; the same in every job, since the plan file fixes the address.</summary>
    public static Uri AddressInside { get; } = new("http://127.0.0.1:3129/state");

    private const int LongestHead = 16 * 1024;

    // A few hundred bytes in truth; it is held in memory.
    private const int LongestLock = 64 * 1024;

    // One writer at a time; the tool itself asks one after the other.
    private readonly SemaphoreSlim _file = new(1, 1);
    private string? _lock;

    /// <summary>Answers requests of one connection until it is closed.</summary>
    public async Task ServeAsync(Stream connection, CancellationToken cancellationToken)
    {
        var reader = new HttpRequestReader(connection, LongestHead);
        while (await reader.ReadHeadAsync(cancellationToken) is { } head)
        {
            if (head.ContentLength is null or < 0)
            {
                log.StateRequestRefused("its length is missing");
                await AnswerAsync(connection, 411, "Length Required", "", cancellationToken);
                return;
            }

            if (head.ContentLength > LongestBodyOf(head.Method))
            {
                log.StateRequestRefused("it is too large");
                await AnswerAsync(connection, 413, "Content Too Large", "", cancellationToken);
                return;
            }

            await AnswerRequestAsync(head, reader, connection, cancellationToken);
        }
    }

    private static long LongestBodyOf(string method) => method == "POST" ? StateSize.MaxBytes : LongestLock;

    private async Task AnswerRequestAsync(HttpRequestHead head, HttpRequestReader reader, Stream connection, CancellationToken cancellationToken)
    {
        var body = reader.Body(head.ContentLength!.Value);
        switch (head.Method)
        {
            case "GET":
                await body.CopyToAsync(Stream.Null, cancellationToken);
                await SendStateAsync(connection, cancellationToken);
                break;
            case "POST":
                await StoreAsync(body, cancellationToken);
                await AnswerAsync(connection, 200, "OK", "", cancellationToken);
                break;
            case "LOCK":
                var wanted = await ReadTextAsync(body, cancellationToken);
                var holder = Interlocked.CompareExchange(ref _lock, wanted, null);
                await AnswerAsync(connection, holder is null ? 200 : 423, holder is null ? "OK" : "Locked", holder ?? "", cancellationToken);
                break;
            case "UNLOCK":
                await body.CopyToAsync(Stream.Null, cancellationToken);
                Interlocked.Exchange(ref _lock, null);
                await AnswerAsync(connection, 200, "OK", "", cancellationToken);
                break;
            default:
                await body.CopyToAsync(Stream.Null, cancellationToken);
                await AnswerAsync(connection, 405, "Method Not Allowed", "", cancellationToken);
                break;
        }
    }

    private async Task SendStateAsync(Stream connection, CancellationToken cancellationToken)
    {
        await _file.WaitAsync(cancellationToken);
        try
        {
            if (!File.Exists(statePath))
            {
                await AnswerAsync(connection, 204, "No Content", "", cancellationToken);
                return;
            }

            await using var state = File.OpenRead(statePath);
            await connection.WriteAsync(Head(200, "OK", state.Length), cancellationToken);
            await state.CopyToAsync(connection, cancellationToken);
            await connection.FlushAsync(cancellationToken);
        }
        finally
        {
            _file.Release();
        }
    }

    private async Task StoreAsync(Stream body, CancellationToken cancellationToken)
    {
        await _file.WaitAsync(cancellationToken);
        try
        {
            // Beside and moved: a connection that breaks in the middle leaves the state before it.
            var fresh = statePath + ".received";
            await using (var file = File.Create(fresh))
            {
                await body.CopyToAsync(file, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(fresh, statePath, overwrite: true);
        }
        finally
        {
            _file.Release();
        }
    }

    public void Dispose() => _file.Dispose();

    private static async Task<string> ReadTextAsync(Stream body, CancellationToken cancellationToken)
    {
        using var text = new StreamReader(body, Encoding.UTF8);
        return await text.ReadToEndAsync(cancellationToken);
    }

    private static async Task AnswerAsync(Stream connection, int status, string reason, string body, CancellationToken cancellationToken)
    {
        var content = Encoding.UTF8.GetBytes(body);
        await connection.WriteAsync(Head(status, reason, content.Length), cancellationToken);
        await connection.WriteAsync(content, cancellationToken);
        await connection.FlushAsync(cancellationToken);
    }

    private static byte[] Head(int status, string reason, long length) => Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {reason}\r\nContent-Type: application/json\r\n{(status == 204 ? "" : $"Content-Length: {length}\r\n")}\r\n"));
}
