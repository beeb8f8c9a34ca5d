using System.Security.Cryptography.X509Certificates;

namespace Platform.Server.Tls;

internal static class CertificateTimes
{
    extension(X509Certificate2 certificate)
    {
        /// <summary>When it stops being good; the framework gives local time.</summary>
        public DateTimeOffset EndsAt => new(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);
    }
}
