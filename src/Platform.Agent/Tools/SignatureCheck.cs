using Platform.Contracts.Runs;

namespace Platform.Agent.Tools;

/// <summary>Checks the signature of a release's checksums against the keyring that an administrator put in place.</summary>
/// <param name="verify">Runs <c>gpgv</c> with keyring, signature and signed file; true when the signature is good.</param>
internal sealed class SignatureCheck(string toolDirectory, Func<string, string, string, CancellationToken, Task<bool>> verify)
{
    /// <summary>Accepted without a keyring, with a sentence that says so; refused when there is a keyring and the signature does not match.</summary>
    public async Task<SignatureVerdict> CheckAsync(ToolName name, byte[] signed, Func<CancellationToken, Task<byte[]>> fetchSignature, CancellationToken cancellationToken)
    {
        var keyring = Path.Combine(toolDirectory, "keyrings", $"{Tool.FileName(name)}.gpg");
        if (!File.Exists(keyring))
        {
            return new SignatureVerdict(IsAccepted: true, $"Its signature was not checked, because there is no keyring at {keyring}.");
        }

        var folder = Directory.CreateTempSubdirectory("signature-");
        try
        {
            var signedPath = Path.Combine(folder.FullName, "signed");
            var signaturePath = Path.Combine(folder.FullName, "signature");
            await File.WriteAllBytesAsync(signedPath, signed, cancellationToken);
            await File.WriteAllBytesAsync(signaturePath, await fetchSignature(cancellationToken), cancellationToken);
            return await verify(keyring, signaturePath, signedPath, cancellationToken)
                ? new SignatureVerdict(IsAccepted: true, "Its signature is good.")
                : new SignatureVerdict(IsAccepted: false, $"the signature of its checksums does not match the keyring {keyring}.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

internal sealed record SignatureVerdict(bool IsAccepted, string Sentence);
