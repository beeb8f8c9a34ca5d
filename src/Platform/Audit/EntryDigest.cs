using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Audit;

/// <summary>What an entry, its place in the chain and the chain's head are held to: HMAC-SHA256 over their values, each with its length before it.</summary>
internal static class EntryDigest
{
    /// <summary>Over all that an entry says. A column that is added later must be added at the end and only where it is not null, so that old entries still hold.</summary>
    public static byte[] OfEntry(byte[] key, AuditEntry entry)
    {
        var text = new ArrayBufferWriter<byte>(512);
        Add(text, "entry");
        Add(text, entry.Id.ToString("N"));
        Add(text, entry.At.UtcTicks);
        Add(text, entry.OrganizationId?.Value);
        Add(text, entry.ProjectId?.Value);
        Add(text, entry.WorkspaceId?.Value);
        Add(text, entry.ActorKind.ToString());
        Add(text, entry.ActorId);
        Add(text, entry.ActorName);
        Add(text, entry.TokenId?.Value);
        Add(text, entry.TeamId?.Value);
        Add(text, entry.RunId?.Value);
        Add(text, entry.Address);
        Add(text, entry.RequestId);
        Add(text, entry.Action);
        Add(text, entry.ResourceType);
        Add(text, entry.ResourceId);
        Add(text, entry.Outcome.ToString());
        Add(text, entry.Reason);
        Add(text, entry.Count);
        Add(text, entry.Changes);
        return HMACSHA256.HashData(key, text.WrittenSpan);
    }

    /// <summary>Over an entry's place, what is before it and what it says.</summary>
    public static byte[] OfPlace(byte[] key, long sequence, byte[] previousHash, byte[] mac)
    {
        var text = new ArrayBufferWriter<byte>(128);
        Add(text, "place");
        Add(text, sequence);
        Add(text, previousHash);
        Add(text, mac);
        return HMACSHA256.HashData(key, text.WrittenSpan);
    }

    public static byte[] OfHead(byte[] key, AuditHead head)
    {
        var text = new ArrayBufferWriter<byte>(128);
        Add(text, "head");
        Add(text, head.Sequence);
        Add(text, head.Hash);
        Add(text, head.RemovedSequence);
        Add(text, head.RemovedHash);
        return HMACSHA256.HashData(key, text.WrittenSpan);
    }

    private static void Add(ArrayBufferWriter<byte> text, string? value)
    {
        // Nothing and an empty text are two things.
        if (value is null)
        {
            Length(text, -1);
            return;
        }

        Length(text, Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, text);
    }

    private static void Add(ArrayBufferWriter<byte> text, long value)
    {
        Length(text, sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(text.GetSpan(sizeof(long)), value);
        text.Advance(sizeof(long));
    }

    private static void Add(ArrayBufferWriter<byte> text, byte[] value)
    {
        Length(text, value.Length);
        text.Write(value);
    }

    private static void Length(ArrayBufferWriter<byte> text, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(text.GetSpan(sizeof(int)), length);
        text.Advance(sizeof(int));
    }
}
