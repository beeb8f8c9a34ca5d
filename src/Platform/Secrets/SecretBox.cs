using System.Buffers.Binary;
using System.Security.Cryptography;
using Platform.Contracts.Ids;

namespace Platform.Secrets;

/// <summary>Seals small values. Layout: format (1 byte), data key version (4), salt (24), ciphertext, tag (16).</summary>
internal sealed class SecretBox(DataKeys keys) : ISecretBox
{
    private const byte Format = 1;
    private const int SaltAt = 5;
    private const int HeaderSize = SaltAt + ObjectCipher.SaltSize;

    public async ValueTask<byte[]> SealAsync(OrganizationId organization, string context, ReadOnlyMemory<byte> plain, CancellationToken cancellationToken)
    {
        var key = await keys.NewestAsync(organization, cancellationToken);
        var value = new byte[HeaderSize + plain.Length + ObjectCipher.TagSize];
        value[0] = Format;
        BinaryPrimitives.WriteInt32BigEndian(value.AsSpan(1), key.Version);
        RandomNumberGenerator.Fill(value.AsSpan(SaltAt, ObjectCipher.SaltSize));
        using var cipher = CipherFor(key, value, organization, context);
        cipher.Seal(0, isLast: true, plain.Span, value.AsSpan(HeaderSize));
        return value;
    }

    public async ValueTask<byte[]> OpenAsync(OrganizationId organization, string context, ReadOnlyMemory<byte> sealedValue, CancellationToken cancellationToken)
    {
        if (sealedValue.Length < HeaderSize + ObjectCipher.TagSize || sealedValue.Span[0] != Format)
        {
            throw new InvalidDataException($"The sealed value of {context} is cut, or of a format that this version does not know.");
        }

        var key = await keys.FindAsync(organization, BinaryPrimitives.ReadInt32BigEndian(sealedValue.Span[1..]), cancellationToken);
        var plain = new byte[sealedValue.Length - HeaderSize - ObjectCipher.TagSize];
        try
        {
            using var cipher = CipherFor(key, sealedValue.Span, organization, context);
            cipher.Open(0, isLast: true, sealedValue.Span[HeaderSize..], plain);
            return plain;
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw new InvalidDataException($"The sealed value of {context} was altered, or belongs to something else.", exception);
        }
    }

    private static ObjectCipher CipherFor(UsableDataKey key, ReadOnlySpan<byte> value, OrganizationId organization, string context) =>
        new(key.Bytes, value.Slice(SaltAt, ObjectCipher.SaltSize), ObjectCipher.Associate(value[..HeaderSize], organization.Value, $"value {context}"));
}
