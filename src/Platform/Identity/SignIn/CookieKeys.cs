using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Discovery;
using Platform.Persistence;

namespace Platform.Identity.SignIn;

/// <summary>Keeps the keys of cookies and forms in <c>keys/sign-in</c> of the shared folder, so that neither a restart nor another node signs anybody out.</summary>
/// <remarks>
/// The folder is looked for when a key is needed and not before: the framework asks for this object while the program is put together, when no
/// setting is checked yet.
/// </remarks>
internal sealed class CookieKeys(IOptions<PlatformOptions> platform, ILoggerFactory logger) : IConfigureOptions<KeyManagementOptions>, IXmlRepository
{
    private readonly Lazy<FileSystemXmlRepository> _files = new(() =>
    {
        var folder = Path.Combine(platform.Value.InShared("keys"), "sign-in");
        DurableFile.CreateFolder(folder);
        return new FileSystemXmlRepository(new DirectoryInfo(folder), logger);
    });

    public void Configure(KeyManagementOptions options) => options.XmlRepository = this;

    public IReadOnlyCollection<XElement> GetAllElements() => _files.Value.GetAllElements();

    public void StoreElement(XElement element, string friendlyName) => _files.Value.StoreElement(element, friendlyName);
}
