using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Secrets;

/// <summary>Master keys by version; the newest wraps, all unwrap. Written as <c>VERSION:BASE64</c>, one a line or separated by commas.</summary>
internal sealed class MasterKeyRing
{
    private const int KeySize = 32;
    private const int NonceSize = 12;
    private readonly FrozenDictionary<string, byte[]> _keys;

    private MasterKeyRing(IReadOnlyDictionary<int, byte[]> keys)
    {
        Newest = keys.Keys.Max();
        _keys = keys.ToFrozenDictionary(pair => Id(pair.Key), pair => pair.Value);
    }

    /// <summary>Version of the newest key.</summary>
    public int Newest { get; }

    public string NewestId => Id(Newest);

    public static string NewLine(int version) => $"{version}:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeySize))}\n";

    /// <summary>Reads the keys; a single one may stand without its version, which is then 1.</summary>
    /// <param name="text">The keys.</param>
    /// <param name="source">Where they are from, for the message when they cannot be read; the keys themselves are never shown.</param>
    public static MasterKeyRing Parse(string text, string source)
    {
        var keys = new Dictionary<int, byte[]>();
        foreach (var entry in text.Split(['\n', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (version, base64) = entry.Split(':') is [var number, var rest] ? (number, rest) : ("1", entry);
            var key = new byte[KeySize];
            if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) || parsed < 1
                || !Convert.TryFromBase64String(base64, key, out var length) || length != KeySize)
            {
                throw new MasterKeyException($"{source} does not hold master keys: each must read VERSION:KEY, where KEY is 32 bytes in base64.");
            }

            if (!keys.TryAdd(parsed, key))
            {
                throw new MasterKeyException($"{source} holds two master keys of version {parsed}.");
            }
        }

        return keys.Count > 0 ? new MasterKeyRing(keys) : throw new MasterKeyException($"{source} holds no master key.");
    }

    public bool Has(string id) => _keys.ContainsKey(id);

    public WrappedKey Wrap(ReadOnlySpan<byte> key, string context)
    {
        var wrapped = new byte[NonceSize + key.Length + ObjectCipher.TagSize];
        var nonce = wrapped.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_keys[NewestId], ObjectCipher.TagSize);
        aes.Encrypt(nonce, key, wrapped.AsSpan(nonce.Length, key.Length), wrapped.AsSpan(nonce.Length + key.Length), Encoding.UTF8.GetBytes(context));
        return new WrappedKey(NewestId, wrapped);
    }

    public byte[] Unwrap(WrappedKey wrapped, string context, string source)
    {
        if (!_keys.TryGetValue(wrapped.MasterKeyId, out var master))
        {
            throw new MasterKeyException($"{source} has no master key of version {wrapped.MasterKeyId}, which encrypts what is stored: restore it from a backup.");
        }

        var key = new byte[Math.Max(0, wrapped.Bytes.Length - NonceSize - ObjectCipher.TagSize)];
        try
        {
            using var aes = new AesGcm(master, ObjectCipher.TagSize);
            aes.Decrypt(wrapped.Bytes.AsSpan(0, NonceSize), wrapped.Bytes.AsSpan(NonceSize, key.Length), wrapped.Bytes.AsSpan(NonceSize + key.Length), key, Encoding.UTF8.GetBytes(context));
            return key;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new MasterKeyException(
                $"The master key of version {wrapped.MasterKeyId} in {source} is not the one that encrypts what is stored: every node of a site needs the same master key, which is in the folder of the setting Platform:SharedDirectory unless another setting says otherwise.", exception);
        }
    }

    private static string Id(int version) => version.ToString(CultureInfo.InvariantCulture);
}
