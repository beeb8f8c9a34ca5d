using Microsoft.Extensions.DependencyInjection;

namespace Platform.Discovery;

public static class DiscoveryModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddDiscovery() => services
            .AddSingleton<IPublicAddress, PublicAddress>()
            .AddSingleton<ConfiguredCertificate>()
            .AddSingleton<CapabilityKey>()
            .AddSingleton<CapabilityUrls>();
    }
}
