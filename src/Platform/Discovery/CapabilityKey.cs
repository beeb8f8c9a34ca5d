using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Platform.Persistence;

namespace Platform.Discovery;

/// <summary>The key that signs capability addresses: made once, kept in <c>keys/links</c> of the shared folder, readable by the server alone.</summary>
public sealed class CapabilityKey
{
    private const int Length = 32;
    private readonly Lazy<byte[]> _bytes;

    public CapabilityKey(IOptions<PlatformOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _bytes = new Lazy<byte[]>(() => ReadOrMake(Path.Combine(options.Value.InShared("keys"), "links")));
    }

    internal byte[] Bytes => _bytes.Value;

    private static byte[] ReadOrMake(string path)
    {
        if (!File.Exists(path))
        {
            Make(path);
        }

        var bytes = File.ReadAllBytes(path);
        return bytes.Length == Length
            ? bytes
            : throw new InvalidDataException($"{path} should hold {Length} bytes and has {bytes.Length}; remove it to have a new one made, which ends all upload and log addresses handed out so far.");
    }

    private static void Make(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        DurableFile.CreateFolder(folder);
        var fresh = Path.Combine(folder, Path.GetRandomFileName());
        DurableFile.Write(fresh, RandomNumberGenerator.GetBytes(Length));

        // Complete or not at all; a second process that starts at the same time keeps the first one's key.
        if (!DurableFile.TryMove(fresh, path, overwrite: false))
        {
            File.Delete(fresh);
        }
    }
}
