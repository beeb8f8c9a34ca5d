namespace Platform.ConfigurationVersions;

/// <summary>Hears that a configuration arrived whose upload shall start a run by itself.</summary>
/// <remarks>A seam for the runs, which this module must not know.</remarks>
public interface IConfigurationUploaded
{
    /// <summary>
    /// Called inside the transaction that makes the configuration usable; the entity is tracked. The caller of the scope is then whoever made the
    /// configuration version, since nobody signs in to upload.
    /// </summary>
    Task UploadedAsync(ConfigurationVersion configuration, CancellationToken cancellationToken);
}
