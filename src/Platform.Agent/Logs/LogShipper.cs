using Platform.Agent.Server;

namespace Platform.Agent.Logs;

/// <summary>Sends a log to the server as it grows, in order, from whatever offset the server has.</summary>
internal sealed class LogShipper(LogSpool spool, JobApi api, TimeProvider clock)
{
    private const int LargestChunk = 256 * 1024;
    private const int EnoughToSendAtOnce = 32 * 1024;

    // While a request is under way more is printed, so waiting is only needed to keep single lines from becoming single requests.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(15);

    /// <summary>Ships until the log is complete and delivered.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[LargestChunk];
        var delivered = 0L;
        while (true)
        {
            await spool.WaitForMoreAsync(delivered, cancellationToken);
            if (spool.Length == delivered)
            {
                return;
            }

            var read = await spool.ReadAsync(delivered, buffer, cancellationToken);
            // The answer is what the server has: more than was there (a repeated chunk) or less (it lost some) alike.
            delivered = await api.AppendLogAsync(spool.Stream, delivered, buffer.AsMemory(0, read), cancellationToken);
            if (!spool.IsCompleted && spool.Length - delivered < EnoughToSendAtOnce)
            {
                await Task.Delay(Gather, clock, cancellationToken);
            }
        }
    }
}
