using System.Globalization;
using Microsoft.AspNetCore.Http;
using Platform.Contracts.Runs;
using Platform.Discovery;

namespace Platform.Runs.Logs;

/// <summary>Answers the <c>log-read-url</c> of a plan or an apply: bytes from an offset, empty when there are none yet (protocol.md §6.1).</summary>
/// <remarks>The client sends no token and replaces the query string, so everything that is needed and its signature is in the path.</remarks>
internal static class ReadLog
{
    public const string Purpose = "log";
    private const int LargestLimit = 1024 * 1024;
    private const string ContentType = "text/plain; charset=utf-8";

    /// <summary>How long the address works; a run may wait a day for its confirmation.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(25);

    public static string Subject(string phase, LogStream stream) => $"{phase}.{stream}";

    public static async Task<IResult> HandleAsync(HttpContext context, CapabilityUrls urls, FindPhase phases, PhaseLog log, CancellationToken cancellationToken)
    {
        if (!urls.TryRead(context, Purpose, out var subject)
            || subject.Split('.') is not [var phase, var streamName]
            || !Enum.TryParse<LogStream>(streamName, out var stream)
            || await phases.ExecuteAsync(phase, cancellationToken) is not { } place)
        {
            return TypedResults.NotFound();
        }

        var offset = Number(context.Request.Query["offset"], 0, long.MaxValue);
        if (!context.Request.Query.ContainsKey("limit"))
        {
            // Who names no limit wants all that is there, and would not notice that a part is missing.
            return TypedResults.Stream(body => WriteAllAsync(body, offset), ContentType);
        }

        var limit = (int)Number(context.Request.Query["limit"], LargestLimit, LargestLimit);
        return TypedResults.Bytes(await log.ReadAsync(place.OrganizationId, phase, stream, offset, limit, cancellationToken), ContentType);

        async Task WriteAllAsync(Stream body, long from)
        {
            while (await log.ReadAsync(place.OrganizationId, phase, stream, from, LargestLimit, cancellationToken) is { IsEmpty: false } bytes)
            {
                await body.WriteAsync(bytes, cancellationToken);
                from += bytes.Length;
            }
        }
    }

    private static long Number(string? text, long otherwise, long largest) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, largest) : otherwise;
}
