using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Platform.Server.Tls;

/// <summary>The certificate the server shows, renewed when its end is near or its names have changed.</summary>
internal sealed class ServerCertificate(LocalAuthority authority, CertificateNames names, TimeProvider clock, ILogger<ServerCertificate> log)
{
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);
    private readonly Lock _renewing = new();
    private SslStreamCertificateContext? _current;

    public SslStreamCertificateContext Current => _current is { } current && IsFresh(current.TargetCertificate) ? current : Renew();

    private string CertificatePath => Path.Combine(authority.NodeFolder, "server.pem");

    private string KeyPath => Path.Combine(authority.NodeFolder, "server.key");

    private SslStreamCertificateContext Renew()
    {
        lock (_renewing)
        {
            if (_current is { } current && IsFresh(current.TargetCertificate))
            {
                return current;
            }

            var issuer = authority.Open();
            var certificate = Read(issuer) ?? Issue(issuer);
            _current = SslStreamCertificateContext.Create(certificate, [issuer], offline: true);
            return _current;
        }
    }

    private X509Certificate2? Read(X509Certificate2 issuer)
    {
        if (!File.Exists(CertificatePath) || !File.Exists(KeyPath))
        {
            return null;
        }

        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(CertificatePath, KeyPath);
            if (IsFresh(certificate) && certificate.Issuer == issuer.Subject && IsSignedBy(certificate, issuer) && names.All.All(name => certificate.MatchesHostname(name)))
            {
                return certificate;
            }

            certificate.Dispose();
            return null;
        }
        catch (CryptographicException exception)
        {
            // It can be made again from the authority at any time.
            log.ServerCertificateUnreadable(exception, CertificatePath);
            return null;
        }
    }

    private X509Certificate2 Issue(X509Certificate2 issuer)
    {
        var certificate = authority.Issue(issuer, names.All);
        using (var key = certificate.GetECDsaPrivateKey()!)
        {
            PemFiles.Write(KeyPath, key.ExportPkcs8PrivateKeyPem(), secret: true);
        }

        PemFiles.Write(CertificatePath, certificate.ExportCertificatePem(), secret: false);
        log.ServerCertificateIssued(CertificatePath, string.Join(", ", names.All), certificate.EndsAt);
        return certificate;
    }

    private bool IsFresh(X509Certificate2 certificate) => clock.GetUtcNow() + RenewBefore < certificate.EndsAt;

    private bool IsSignedBy(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(issuer);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = clock.GetUtcNow().LocalDateTime;
        return chain.Build(certificate);
    }
}
