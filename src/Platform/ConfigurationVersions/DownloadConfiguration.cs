using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Blobs;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;

namespace Platform.ConfigurationVersions;

/// <summary>Gives an uploaded configuration back, as it was uploaded.</summary>
public sealed class DownloadConfiguration(PlatformDbContext db, FindConfigurationVersion find, IEncryptedBlobs blobs)
{
    /// <summary>Opens the archive; the reader disposes it.</summary>
    public async Task<Result<Stream>> ExecuteAsync(ConfigurationVersionId id, CancellationToken cancellationToken)
    {
        if (!(await find.ExecuteAsync(id, cancellationToken)).TryGet(out var details, out var refusal))
        {
            return refusal;
        }

        var configuration = details.Configuration;
        var archive = configuration.Status == ConfigurationVersionStatus.Uploaded
            ? await blobs.OpenReadAsync(configuration.OrganizationId, BlobName.Configuration(id), cancellationToken)
            : null;
        return archive is null ? Refusal.NotFound($"archive of configuration version {id}") : archive;
    }

    [Answers(200, MediaType = "application/gzip")]
    internal static async Task<IResult> HandleAsync(ConfigurationVersionId id, DownloadConfiguration download, CancellationToken cancellationToken) =>
        (await download.ExecuteAsync(id, cancellationToken)).ToHttp(archive =>
            TypedResults.Stream(archive, "application/gzip", $"{id}.tar.gz"));

    [Answers(200, MediaType = "application/gzip")]
    internal static async Task<IResult> HandleOfRunAsync(RunId id, DownloadConfiguration download, CancellationToken cancellationToken)
    {
        var configuration = await download.OfRunAsync(id, cancellationToken);
        // Who may not see the run learns nothing of what it holds, not even an id.
        return configuration.Value is not null && (await download.ExecuteAsync(configuration, cancellationToken)).TryGet(out var archive, out _)
            ? TypedResults.Stream(archive, "application/gzip", $"{configuration}.tar.gz")
            : JsonApiResults.Refused(Refusal.NotFound($"run {id}"));
    }

    private Task<ConfigurationVersionId> OfRunAsync(RunId id, CancellationToken cancellationToken) =>
        db.Runs.Where(r => r.Id == id).Select(r => r.ConfigurationVersionId).FirstOrDefaultAsync(cancellationToken);
}
