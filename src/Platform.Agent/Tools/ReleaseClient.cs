using System.Net;

namespace Platform.Agent.Tools;

/// <summary>Fetches files of releases: through the proxy of the environment, along redirects that stay encrypted, and never without end.</summary>
internal sealed class ReleaseClient : IDisposable
{
    private const int MostRedirects = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        // The framework follows from http to https and never back.
        AllowAutoRedirect = true,
        MaxAutomaticRedirections = MostRedirects,
        UseCookies = false,
        UseProxy = true,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(15),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "Platform.Agent" } },
    };

    /// <summary>A small file.</summary>
    /// <exception cref="ReleaseException">It is not to be had; the message says why.</exception>
    public async Task<byte[]> GetAsync(Uri address, int mostBytes, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        await GetAsync(address, content, mostBytes, cancellationToken);
        return content.ToArray();
    }

    /// <summary>Writes a file to a stream.</summary>
    /// <exception cref="ReleaseException">It is not to be had; the message says why.</exception>
    public async Task GetAsync(Uri address, Stream target, long mostBytes, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var answer = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                throw new ReleaseException($"{address} answered {(int)answer.StatusCode}");
            }

            await using var content = await answer.Content.ReadAsStreamAsync(limit.Token);
            var buffer = new byte[64 * 1024];
            for (int count; (count = await content.ReadAsync(buffer, limit.Token)) > 0;)
            {
                mostBytes -= count;
                if (mostBytes < 0)
                {
                    throw new ReleaseException($"{address} is larger than such a file can be");
                }

                await target.WriteAsync(buffer.AsMemory(0, count), limit.Token);
            }
        }
        catch (HttpRequestException fault)
        {
            throw new ReleaseException($"{address} could not be fetched ({fault.Message.TrimEnd('.')})", fault);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ReleaseException($"{address} did not come within {Patience.TotalMinutes} minutes", fault);
        }
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>A release could not be had; the message is the second half of a sentence.</summary>
internal sealed class ReleaseException : Exception
{
    public ReleaseException()
    {
    }

    public ReleaseException(string message)
        : base(message)
    {
    }

    public ReleaseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
