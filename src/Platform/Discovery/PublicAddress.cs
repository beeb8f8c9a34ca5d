using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Platform.Discovery;

/// <summary>The configured address, or else the first one the server listens on.</summary>
/// <remarks>The latter is known only once the server listens: with port 0 the system chooses it.</remarks>
internal sealed class PublicAddress(IOptions<PlatformOptions> options, IServer server) : IPublicAddress
{
    private Uri? _url;

    public Uri Url => _url ??= Find();

    public string Host => Url.Authority;

    private Uri Find()
    {
        if (options.Value.PublicUrl is { } configured)
        {
            return Root(configured);
        }

        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var listening = addresses.FirstOrDefault(address => address.StartsWith("https://", StringComparison.OrdinalIgnoreCase)) ?? addresses.FirstOrDefault();
        return listening is null
            ? throw new InvalidOperationException("The public address is not known before the server listens; set Platform:PublicUrl.")
            : FromListening(listening);
    }

    /// <summary>"Every interface" is no host that anybody can open, but this machine can be reached as localhost.</summary>
    internal static Uri FromListening(string address)
    {
        var binding = BindingAddress.Parse(address);
        var host = binding.Host is "+" or "*" or "0.0.0.0" or "[::]" ? "localhost" : binding.Host;
        return Root(new Uri($"{binding.Scheme}://{host}:{binding.Port}"));
    }

    private static Uri Root(Uri url) => new(url.GetLeftPart(UriPartial.Authority) + "/");
}
