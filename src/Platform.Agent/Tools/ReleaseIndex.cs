using System.Text.Json;
using Platform.Contracts.Runs;

namespace Platform.Agent.Tools;

/// <summary>Where the releases of a tool are, and how its vendor names them.</summary>
/// <param name="Versions">A JSON document with all versions.</param>
/// <param name="Folder">The address below which the files of a version are.</param>
/// <param name="SignatureSuffix">What the name of the checksums' signature ends with.</param>
internal sealed record ReleaseIndex(Uri Versions, Func<ToolVersion, string> Folder, string SignatureSuffix)
{
    /// <summary>The vendor's own place, or a mirror of both in which each tool has a folder as on releases.hashicorp.com.</summary>
    public static ReleaseIndex Of(ToolName name, Uri? mirror) => (name, mirror?.OriginalString.TrimEnd('/')) switch
    {
        (ToolName.Terraform, var site) => At(site ?? "https://releases.hashicorp.com", "terraform", ".sig"),
        // What ends in .sig there is for another way of signing.
        (ToolName.Tofu, { } site) => At(site, "tofu", ".gpgsig"),
        (ToolName.Tofu, null) => new(
            new Uri("https://get.opentofu.org/tofu/api.json"),
            version => $"https://github.com/opentofu/opentofu/releases/download/v{version}",
            ".gpgsig"),
    };

    /// <summary>Reads the document at <see cref="Versions"/>: an object by version, or a list of objects with an id.</summary>
    /// <exception cref="JsonException">It is neither.</exception>
    public static IEnumerable<ToolVersion> Read(JsonDocument document)
    {
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("versions", out var versions))
        {
            throw new JsonException("it names no versions");
        }

        var names = versions.ValueKind switch
        {
            JsonValueKind.Object => versions.EnumerateObject().Select(version => version.Name),
            JsonValueKind.Array => versions.EnumerateArray().Select(version => version.TryGetProperty("id", out var id) ? id.GetString() : null),
            _ => throw new JsonException("its versions are no list"),
        };
        return names.Select(name => ToolVersion.TryParse(name ?? "", out var version) ? version : null).OfType<ToolVersion>();
    }

    private static ReleaseIndex At(string site, string name, string signatureSuffix) =>
        new(new Uri($"{site}/{name}/index.json"), version => $"{site}/{name}/{version}", signatureSuffix);
}
