using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Platform.Contracts.Agents;

namespace Platform.Agent.Server;

/// <summary>Makes the one HTTP client that talks to the server.</summary>
internal static class ServerConnection
{
    public static HttpClient Open(AgentSettings settings)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = Trust(settings.CertificateAuthorities) },
        };

        return new HttpClient(handler)
        {
            BaseAddress = settings.ServerUrl,
            // One connection carries everything, the held heartbeat included, so no request waits for a TLS handshake.
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            // Each call has its own limit.
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    private static RemoteCertificateValidationCallback? Trust(string? authorities)
    {
        if (authorities is null)
        {
            return null;
        }

        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPem(authorities);
        return (_, certificate, sentChain, errors) =>
        {
            if (errors == SslPolicyErrors.None)
            {
                return true;
            }

            // A server that has the key of a certificate which was named itself is the right one, whoever signed it and whatever names it bears.
            if (certificate is not null && trusted.Any(known => known.RawDataMemory.Span.SequenceEqual(certificate.GetRawCertData())))
            {
                return true;
            }

            if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 server)
            {
                return false;
            }

            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            if (sentChain is not null)
            {
                chain.ChainPolicy.ExtraStore.AddRange(sentChain.ChainPolicy.ExtraStore);
            }

            return chain.Build(server);
        };
    }
}
