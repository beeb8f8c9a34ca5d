using System.Buffers;

namespace Platform.Agent.Folders;

/// <summary>Copies what comes out of a sandbox, which may never end.</summary>
internal static class BoundedCopy
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Copies until the source ends; false when it went on beyond the limit, with that much copied.</summary>
    public static async Task<bool> ToAsync(Stream source, Stream destination, long limit, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var left = limit;
            while (await source.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                await destination.WriteAsync(buffer.AsMemory(0, (int)Math.Min(read, left)), cancellationToken);
                if (read > left)
                {
                    return false;
                }

                left -= read;
            }

            return true;
        }
        finally
        {
            // It may have held a state or a plan, which hold secrets.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
