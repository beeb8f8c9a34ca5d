using System.Net;
using System.Net.Sockets;
using Platform.Discovery;
using Platform.Server.Tls;

namespace Platform.Server.Hosting;

/// <summary>Which addresses the server listens on. HTTPS always: the command line speaks nothing else.</summary>
internal static class Listening
{
    private const string Default = "https://localhost:8443";

    // What a JSON document may weigh; upload routes lift it for themselves.
    private const long MaxDocumentBytes = 8L << 20;

    extension(WebApplicationBuilder builder)
    {
        public void AddListening()
        {
            var configuration = builder.Configuration;
            if (IsUnset(configuration))
            {
                builder.WebHost.UseUrls(Default);
            }

            builder.AddPageFiles();
            builder.WebHost.ConfigureKestrel((context, kestrel) =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = MaxDocumentBytes;
                if (new ConfiguredCertificate(context.Configuration).IsThere)
                {
                    return;
                }

                var certificate = kestrel.ApplicationServices.GetRequiredService<ServerCertificate>();
                kestrel.ConfigureHttpsDefaults(https =>
                {
                    https.ServerCertificateSelector = (_, _) => certificate.Current.TargetCertificate;
                    https.OnAuthenticate = (_, tls) =>
                    {
                        // Kestrel insists on a selector; the context, which is built once and not for each handshake, takes its place.
                        tls.ServerCertificateSelectionCallback = null;
                        tls.ServerCertificateContext = certificate.Current;
                    };
                });
            });
        }
    }

    extension(WebApplicationBuilder builder)
    {
        private void AddPageFiles()
        {
            try
            {
                builder.WebHost.UseStaticWebAssets();
            }
            catch (DirectoryNotFoundException exception)
            {
                // What was only built names folders of whoever built it; what was published has the files beside the program.
                throw new StartRefusedException(
                    $"The files of the pages cannot be read ({exception.Message.TrimEnd('.')}): run the server as the user who built it, or run what 'dotnet publish' makes.", exception);
            }
        }
    }

    /// <summary>All addresses listened on, as they were set.</summary>
    public static IReadOnlyList<string> Addresses(IConfiguration configuration)
    {
        var urls = configuration[WebHostDefaults.ServerUrlsKey]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        var ports = configuration[WebHostDefaults.HttpsPortsKey]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        string[] endpoints = [.. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>()];
        return endpoints.Length > 0 ? endpoints
            : urls.Length > 0 ? urls
            : ports.Length > 0 ? [.. ports.Select(port => $"https://*:{port}")]
            : [Default];
    }

    /// <summary>Refuses an address that nobody could use.</summary>
    public static void Check(IConfiguration configuration)
    {
        foreach (var address in Addresses(configuration))
        {
            if (!address.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            {
                throw new StartRefusedException($"The setting urls holds '{address}', and the command line speaks HTTPS only: write it as https://HOST:PORT.");
            }
        }
    }

    /// <summary>Refuses a port that somebody else has, before anything is made or changed.</summary>
    public static void CheckFree(IConfiguration configuration)
    {
        foreach (var address in Addresses(configuration))
        {
            var binding = BindingAddress.Parse(address);
            IPAddress[] addresses = binding.Host == "localhost" ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
                : IPAddress.TryParse(binding.Host, out var given) ? [given]
                : [IPAddress.Any];
            foreach (var endpoint in addresses.Select(ip => new IPEndPoint(ip, binding.Port)))
            {
                try
                {
                    using var probe = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                    probe.Bind(endpoint);
                }
                catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
                {
                    throw Taken(address, exception);
                }
                catch (SocketException exception) when (binding.Host == "localhost" && endpoint.AddressFamily == AddressFamily.InterNetworkV6)
                {
                    // A machine without IPv6 still has localhost.
                    _ = exception;
                }
                catch (SocketException exception)
                {
                    throw new StartRefusedException(
                        $"The server cannot listen on {address} ({exception.Message}): choose an address of this machine with --urls https://HOST:PORT.", exception);
                }
            }
        }
    }

    /// <summary>The refusal for a port that somebody else has.</summary>
    public static StartRefusedException Taken(string address, Exception exception) =>
        new($"Another program already listens on {address}: stop it, or choose another address with --urls https://localhost:PORT.", exception);

    private static bool IsUnset(IConfiguration configuration) =>
        string.IsNullOrEmpty(configuration[WebHostDefaults.ServerUrlsKey])
        && string.IsNullOrEmpty(configuration[WebHostDefaults.HttpsPortsKey])
        && !configuration.GetSection("Kestrel:Endpoints").Exists();
}
