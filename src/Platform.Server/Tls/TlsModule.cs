namespace Platform.Server.Tls;

/// <summary>Own certificate authority and the server's certificate.</summary>
internal static class TlsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddLocalCertificates() => services
            .AddSingleton<CertificateNames>()
            .AddSingleton<LocalAuthority>()
            .AddSingleton<ServerCertificate>();
    }
}
