using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Secrets;

/// <summary>AES-256-GCM with a key of its own for one object, derived from the organization's data key and the object's random salt.</summary>
/// <remarks>
/// Random nonces under one long-lived key would one day repeat; a derived key makes that a matter of 192 random bits.
/// The nonce is a derived prefix (7 bytes), the segment's number (4) and whether it is the last (1), so segments cannot be moved, repeated or cut off.
/// </remarks>
internal sealed class ObjectCipher : IDisposable
{
    public const int SaltSize = 24;
    public const int TagSize = 16;
    private const int KeySize = 32;
    private const int PrefixSize = 7;
    private const int NonceSize = 12;
    private readonly AesGcm _aes;
    private readonly byte[] _associated;
    private readonly byte[] _prefix;

    /// <param name="dataKey">The organization's data key.</param>
    /// <param name="salt">Random, stored in the clear with the object.</param>
    /// <param name="associated">What else the object is bound to: its header, its organization, its name.</param>
    public ObjectCipher(ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> salt, byte[] associated)
    {
        Span<byte> derived = stackalloc byte[KeySize + PrefixSize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, dataKey, derived, salt, "platform object key 1"u8);
        _aes = new AesGcm(derived[..KeySize], TagSize);
        _prefix = derived[KeySize..].ToArray();
        _associated = associated;
        CryptographicOperations.ZeroMemory(derived);
    }

    /// <summary>What an object is bound to, without a way to confuse where one part ends and the next begins.</summary>
    public static byte[] Associate(ReadOnlySpan<byte> header, string organization, string name)
    {
        var owner = Encoding.UTF8.GetBytes(organization);
        var rest = Encoding.UTF8.GetBytes(name);
        var lengths = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(lengths, header.Length);
        BinaryPrimitives.WriteInt32BigEndian(lengths.AsSpan(4), owner.Length);
        return [.. lengths, .. header, .. owner, .. rest];
    }

    /// <summary>Encrypts one segment; <paramref name="sealedSegment"/> takes the plain length and <see cref="TagSize"/> more.</summary>
    public void Seal(uint number, bool isLast, ReadOnlySpan<byte> plain, Span<byte> sealedSegment)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        WriteNonce(nonce, number, isLast);
        _aes.Encrypt(nonce, plain, sealedSegment[..plain.Length], sealedSegment.Slice(plain.Length, TagSize), _associated);
    }

    /// <summary>Decrypts one segment; <paramref name="plain"/> takes <see cref="TagSize"/> less than the sealed length.</summary>
    /// <exception cref="AuthenticationTagMismatchException">It was altered, moved, or belongs to another object.</exception>
    public void Open(uint number, bool isLast, ReadOnlySpan<byte> sealedSegment, Span<byte> plain)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        WriteNonce(nonce, number, isLast);
        var length = sealedSegment.Length - TagSize;
        _aes.Decrypt(nonce, sealedSegment[..length], sealedSegment[length..], plain[..length], _associated);
    }

    public void Dispose() => _aes.Dispose();

    private void WriteNonce(Span<byte> nonce, uint number, bool isLast)
    {
        _prefix.CopyTo(nonce);
        BinaryPrimitives.WriteUInt32BigEndian(nonce[PrefixSize..], number);
        nonce[^1] = isLast ? (byte)1 : (byte)0;
    }
}
