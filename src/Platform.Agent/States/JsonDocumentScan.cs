using System.Buffers;
using System.Text.Json;

namespace Platform.Agent.States;

/// <summary>Tells whether a stream holds one whole JSON object, with flat memory whatever its size.</summary>
internal static class JsonDocumentScan
{
    private const int FirstBuffer = 64 * 1024;

    public static async Task<bool> IsWholeObjectAsync(Stream document, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var state = default(JsonReaderState);
            var held = 0;
            while (true)
            {
                if (held == buffer.Length)
                {
                    // One token is longer than the buffer.
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, held).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                var read = await document.ReadAsync(buffer.AsMemory(held), cancellationToken);
                var available = held + read;
                if (!TryAdvance(buffer.AsSpan(0, available), isLast: read == 0, ref state, out var consumed))
                {
                    return false;
                }

                if (read == 0)
                {
                    return true;
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
