using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Discovery;

namespace Platform.Identity.SignIn;

/// <summary>Keeps the keys of cookies and forms in <c>keys/sign-in</c> of the data folder, so that a restart signs nobody out.</summary>
/// <remarks>Nodes that serve one site share the <c>keys</c> folder: the master key and the key of links lie there too.</remarks>
internal sealed class CookieKeys(IOptions<PlatformOptions> platform, ILoggerFactory logger) : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options)
    {
        var folder = Path.Combine(platform.Value.DataDirectory, "keys", "sign-in");
        OwnerOnly.CreateFolder(folder);
        options.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(folder), logger);
    }
}
