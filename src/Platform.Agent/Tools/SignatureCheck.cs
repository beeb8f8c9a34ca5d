using System.Text;
using System.Text.RegularExpressions;
using Platform.Contracts.Runs;

namespace Platform.Agent.Tools;

/// <summary>Checks the signature of a release's checksums against the vendor's key, which comes with the platform, and the keys that an administrator put beside it.</summary>
/// <param name="toolDirectory">Its folder <c>keyrings</c> may hold <c>terraform.asc</c>, <c>tofu.asc</c> or the same names with <c>.gpg</c>: exported public keys, trusted besides the vendor's.</param>
/// <param name="workDirectory">Where the sandbox that looks at the signature can read files.</param>
/// <param name="verify">Runs <c>gpgv</c> with keyring, signature and signed file; null when the signature is good, otherwise what is wrong.</param>
internal sealed partial class SignatureCheck(string toolDirectory, string workDirectory, Func<string, string, string, CancellationToken, Task<string?>> verify)
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Passable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Why the file is not used, as a sentence; null when one of the keys signed it.</summary>
    public async Task<string?> ProblemAsync(ToolName name, byte[] signed, byte[] signature, CancellationToken cancellationToken)
    {
        // The sandbox's user reads what is in it, and nothing in it is a secret.
        var folder = Directory.CreateDirectory(Path.Combine(workDirectory, $"signature-{Guid.NewGuid():n}"));
        try
        {
            File.SetUnixFileMode(folder.FullName, Passable);
            var keyringPath = Path.Combine(folder.FullName, "keyring");
            var signedPath = Path.Combine(folder.FullName, "signed");
            var signaturePath = Path.Combine(folder.FullName, "signature");
            foreach (var (path, content) in ((string, byte[])[])[(keyringPath, await KeysAsync(Tool.FileName(name), cancellationToken)), (signedPath, signed), (signaturePath, signature)])
            {
                await File.WriteAllBytesAsync(path, content, cancellationToken);
                File.SetUnixFileMode(path, Readable);
            }

            return await verify(keyringPath, signaturePath, signedPath, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<byte[]> KeysAsync(string fileName, CancellationToken cancellationToken)
    {
        using var keys = new MemoryStream();
        await using (var shipped = typeof(SignatureCheck).Assembly.GetManifestResourceStream($"{fileName}.asc")!)
        using (var reader = new StreamReader(shipped))
        {
            keys.Write(Unarmored(await reader.ReadToEndAsync(cancellationToken)));
        }

        foreach (var path in ((string[])[".asc", ".gpg"]).Select(ending => Path.Combine(toolDirectory, "keyrings", fileName + ending)).Where(File.Exists))
        {
            var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            keys.Write(bytes.AsSpan().IndexOf("-----BEGIN PGP"u8) >= 0 ? Unarmored(Encoding.UTF8.GetString(bytes)) : bytes);
        }

        return keys.ToArray();
    }

    // gpgv takes keys as bytes only. The last line of a block is a checksum against accidents, which a wrong key does not survive anyway.
    private static byte[] Unarmored(string text)
    {
        try
        {
            return [.. Block().Matches(text).SelectMany(block => Convert.FromBase64String(block.Groups["body"].Value))];
        }
        catch (FormatException fault)
        {
            throw new InvalidDataException("a key is damaged", fault);
        }
    }

    [GeneratedRegex(@"-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n(?:[^\r\n]+\r?\n)*\r?\n(?<body>[A-Za-z0-9+/=\s]+?)(?:\r?\n=[A-Za-z0-9+/]{4})?\r?\n-----END", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Block();
}
