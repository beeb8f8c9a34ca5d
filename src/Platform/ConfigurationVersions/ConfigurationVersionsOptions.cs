using System.ComponentModel.DataAnnotations;

namespace Platform.ConfigurationVersions;

/// <summary>The settings of the section <c>ConfigurationVersions</c>.</summary>
public sealed class ConfigurationVersionsOptions
{
    public const string Section = "ConfigurationVersions";

    /// <summary>Most bytes of an uploaded archive; unpacked it may have 20 times as many.</summary>
    [Range(1024, 100L * 1024 * 1024 * 1024)]
    public long MaxArchiveBytes { get; set; } = 512L * 1024 * 1024;
}
