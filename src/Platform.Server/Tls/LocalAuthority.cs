using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Platform.Discovery;
using Platform.Server.Hosting;

namespace Platform.Server.Tls;

/// <summary>The site's own certificate authority: made at first start, kept in <c>tls/ca.pem</c> of the shared folder with its key beside it.</summary>
internal sealed class LocalAuthority(IOptions<PlatformOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan AuthorityLife = TimeSpan.FromDays(3650);

    // The longest that browsers accept of a public authority; ours follows it.
    private static readonly TimeSpan ServerLife = TimeSpan.FromDays(397);

    /// <summary>Where this node keeps what the authority gave it.</summary>
    public string NodeFolder => Path.Combine(options.Value.DataDirectory, "tls");

    public string CertificatePath => Path.Combine(Folder, "ca.pem");

    private string Folder => options.Value.InShared("tls");

    private string KeyPath => Path.Combine(Folder, "ca.key");

    /// <summary>Makes the authority unless it is there.</summary>
    public X509Certificate2 Open()
    {
        try
        {
            if (!File.Exists(CertificatePath))
            {
                Make();
            }

            return X509Certificate2.CreateFromPemFile(CertificatePath, KeyPath);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException(
                $"The certificate authority in {Folder} cannot be used ({exception.Message.TrimEnd('.')}): restore ca.pem and ca.key, or delete both and trust the new one that is made then.", exception);
        }
    }

    /// <summary>A certificate and its key for these names, signed by the authority.</summary>
    public X509Certificate2 Issue(X509Certificate2 authority, IReadOnlyList<string> names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Platform server", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var now = clock.GetUtcNow();
        var last = authority.EndsAt;
        var end = now + ServerLife < last ? now + ServerLife : last;
        using var certificate = request.Create(authority, now.AddHours(-1), end, RandomNumberGenerator.GetBytes(16));
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>The key first and the certificate from what is then there, so that nodes that start at the same moment have one authority.</summary>
    private void Make()
    {
        using (var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            PemFiles.WriteNew(KeyPath, fresh.ExportPkcs8PrivateKeyPem(), secret: true);
        }

        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(KeyPath));
        // The name of the machine tells two such authorities apart in a browser's list.
        var request = new CertificateRequest($"CN=Platform local authority ({Dns.GetHostName()})", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = clock.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now + AuthorityLife);
        PemFiles.WriteNew(CertificatePath, certificate.ExportCertificatePem(), secret: false);
    }
}
