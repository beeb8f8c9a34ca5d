using System.Buffers;
using System.Net.Sockets;

namespace Platform.Sandbox.Network;

/// <summary>Carries bytes between two streams in both directions until both have ended or nothing moved for a while.</summary>
internal static class Relay
{
    private const int BufferBytes = 32 * 1024;
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(15);

    internal static async Task RunAsync(Stream one, Stream other, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(Silence, clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        var directions = new[] { CopyAsync(one, other, silence, ended.Token), CopyAsync(other, one, silence, ended.Token) };
        var first = await Task.WhenAny(directions);
        if (!first.IsCompletedSuccessfully)
        {
            // A broken direction breaks the other; a direction that merely ended does not.
            await ended.CancelAsync();
        }

        await Task.WhenAll(directions);
    }

    private static async Task CopyAsync(Stream from, Stream to, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                silence.CancelAfter(Silence);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        // The end of one direction is passed on; the other may still have much to say.
        if (to is NetworkStream network)
        {
            network.Socket.Shutdown(SocketShutdown.Send);
        }
    }
}
