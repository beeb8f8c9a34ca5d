using System.Buffers.Binary;
using System.Security.Cryptography;
using Platform.Secrets;

namespace Platform.Blobs;

/// <summary>What an encrypted object begins with: <c>PTOB</c>, format (1 byte), data key version (4), salt (24). All of it is bound into every segment.</summary>
internal static class BlobHeader
{
    public const int Size = SaltAt + ObjectCipher.SaltSize;
    private const byte Format = 1;
    private const int FormatAt = 4;
    private const int VersionAt = 5;
    private const int SaltAt = 9;

    private static ReadOnlySpan<byte> Magic => "PTOB"u8;

    public static byte[] Make(int keyVersion)
    {
        var header = new byte[Size];
        Magic.CopyTo(header);
        header[FormatAt] = Format;
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(VersionAt), keyVersion);
        RandomNumberGenerator.Fill(header.AsSpan(SaltAt));
        return header;
    }

    /// <summary>The version of the data key that opens the object.</summary>
    public static int ReadKeyVersion(ReadOnlySpan<byte> header, string name)
    {
        if (header.Length < Size || !header.StartsWith(Magic) || header[FormatAt] != Format)
        {
            throw new InvalidDataException($"The object {name} is cut, or of a format that this version does not know.");
        }

        return BinaryPrimitives.ReadInt32BigEndian(header[VersionAt..]);
    }

    public static ObjectCipher CipherFor(byte[] header, UsableDataKey key, string organization, string name) =>
        new(key.Bytes, header.AsSpan(SaltAt), ObjectCipher.Associate(header, organization, $"object {name}"));
}
