using Platform.Contracts.Ids;
using Platform.Discovery;

namespace Platform.ConfigurationVersions;

/// <summary>The addresses that configurations are uploaded to; the CLI sends no token there (protocol.md §3.1).</summary>
internal static class ConfigurationUploads
{
    public const string Purpose = "configuration-upload";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(2);

    extension(CapabilityUrls urls)
    {
        public Uri ForUpload(ConfigurationVersionId id) => urls.Make(Purpose, id.Value, Lifetime);
    }
}
