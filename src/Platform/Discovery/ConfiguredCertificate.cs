using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Platform.Results;

namespace Platform.Discovery;

/// <summary>The certificate that the server was given, if it was, instead of one of its own authority.</summary>
/// <remarks>The settings are those of any ASP.NET Core server, which reads them itself; here is what the rest of the platform wants to know.</remarks>
public sealed class ConfiguredCertificate(IConfiguration configuration)
{
    private const string Section = "Kestrel:Certificates:Default";

    public bool IsThere => configuration.GetSection(Section).Exists();

    // Relative to the program, as the server itself understands it.
    private string? File => Setting("Path") is { } path ? Path.Combine(AppContext.BaseDirectory, path) : null;

    /// <summary>Why the certificate is of no use; null when it is good, or lies elsewhere than in a file.</summary>
    public Refusal? Check()
    {
        if (File is not { } file)
        {
            return null;
        }

        try
        {
            using var certificate = ReadWithKey(file);
            return certificate.HasPrivateKey ? null : Unusable(file, "its private key is missing");
        }
        catch (Exception fault) when (IsOfTheFile(fault))
        {
            return Unusable(file, fault.Message.TrimEnd('.'));
        }
    }

    /// <summary>The certificates of the file as PEM, without any key; null when none is configured or it lies elsewhere than in a file.</summary>
    public string? ReadPem()
    {
        if (File is not { } file)
        {
            return null;
        }

        var certificates = new X509Certificate2Collection();
        try
        {
            if (IsPkcs12(file))
            {
                certificates = X509CertificateLoader.LoadPkcs12CollectionFromFile(file, Setting("Password"));
            }
            else if (System.IO.File.ReadAllText(file).Contains("-----BEGIN", StringComparison.Ordinal))
            {
                certificates.ImportFromPemFile(file);
            }
            else
            {
                certificates.Add(X509CertificateLoader.LoadCertificateFromFile(file));
            }

            return certificates.ExportCertificatePems();
        }
        finally
        {
            foreach (var certificate in certificates)
            {
                certificate.Dispose();
            }
        }
    }

    private X509Certificate2 ReadWithKey(string file)
    {
        var (key, password) = (Setting("KeyPath"), Setting("Password"));
        return IsPkcs12(file) ? X509CertificateLoader.LoadPkcs12FromFile(file, password)
            : key is null ? X509CertificateLoader.LoadCertificateFromFile(file)
            : password is null ? X509Certificate2.CreateFromPemFile(file, Path.Combine(AppContext.BaseDirectory, key))
            : X509Certificate2.CreateFromEncryptedPemFile(file, password, Path.Combine(AppContext.BaseDirectory, key));
    }

    private static bool IsPkcs12(string file) => X509Certificate2.GetCertContentType(file) is X509ContentType.Pkcs12;

    private static bool IsOfTheFile(Exception fault) => fault is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException;

    private static Refusal Unusable(string file, string reason) =>
        Refusal.Malformed($"The certificate {file} cannot be used ({reason}): check the settings {Section}:Path, :KeyPath and :Password.");

    private string? Setting(string name) => configuration[$"{Section}:{name}"];
}
