using System.Buffers;
using System.Text.Json;

namespace Platform.Agent.States;

/// <summary>What a look through a document found.</summary>
internal enum ScanResult
{
    /// <summary>One JSON object from beginning to end.</summary>
    Whole,

    /// <summary>Half an object, or none.</summary>
    Broken,

    /// <summary>One of its values is too long to be looked through.</summary>
    TooLong,
}

/// <summary>Tells whether a stream holds one whole JSON object, with flat memory whatever its size.</summary>
internal static class JsonDocumentScan
{
    /// <summary>The longest single value, for example a text, in a document.</summary>
    public const int LongestToken = 64 * 1024 * 1024;

    private const int FirstBuffer = 64 * 1024;

    // Far more than a configuration nests, and little enough for the reader to count.
    private const int DeepestNesting = 1_000;

    public static async Task<ScanResult> LookAsync(Stream document, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var state = new JsonReaderState(new JsonReaderOptions { MaxDepth = DeepestNesting });
            var held = 0;
            while (true)
            {
                if (held == buffer.Length)
                {
                    // One token is longer than the buffer.
                    if (buffer.Length >= LongestToken)
                    {
                        return ScanResult.TooLong;
                    }

                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, held).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
                    buffer = larger;
                }

                var read = await document.ReadAsync(buffer.AsMemory(held), cancellationToken);
                var available = held + read;
                if (!TryAdvance(buffer.AsSpan(0, available), isLast: read == 0, ref state, out var consumed))
                {
                    return ScanResult.Broken;
                }

                if (read == 0)
                {
                    return ScanResult.Whole;
                }

                held = available - consumed;
                buffer.AsSpan(consumed, held).CopyTo(buffer);
            }
        }
        finally
        {
            // It held a state, which holds secrets.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static bool TryAdvance(ReadOnlySpan<byte> bytes, bool isLast, ref JsonReaderState state, out int consumed)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes, isLast, state);
            while (reader.Read())
            {
                if (reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject))
                {
                    consumed = 0;
                    return false;
                }
            }

            consumed = (int)reader.BytesConsumed;
            state = reader.CurrentState;
            return true;
        }
        catch (JsonException)
        {
            // Half a document, or none.
            consumed = 0;
            return false;
        }
    }
}
