using System.Net;
using Microsoft.Extensions.Options;
using Platform.Discovery;
using Platform.Server.Hosting;

namespace Platform.Server.Tls;

/// <summary>The names and addresses that the server's certificate is good for.</summary>
internal sealed class CertificateNames(IConfiguration configuration, IOptions<PlatformOptions> options)
{
    public IReadOnlyList<string> All
    {
        get
        {
            var hosts = Listening.Addresses(configuration).Select(address => BindingAddress.Parse(address).Host)
                .Where(host => host is not ("*" or "+" or "0.0.0.0" or "[::]"));
            string[] names = ["localhost", "127.0.0.1", "::1", Dns.GetHostName(), options.Value.PublicUrl?.IdnHost ?? "localhost", .. hosts];
            return [.. names.Select(name => name.Trim('[', ']').ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)];
        }
    }
}
