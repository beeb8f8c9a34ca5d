using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Blobs;
using Platform.ConfigurationVersions.Archives;
using Platform.Contracts.Ids;
using Platform.Discovery;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.ConfigurationVersions;

/// <summary>Takes the archive of a configuration: streamed into the store while it is checked, once.</summary>
/// <remarks>Whoever has the address may upload; nobody is signed in. A refused archive ends the configuration, a broken connection does not.</remarks>
public sealed class UploadConfiguration(
    PlatformDbContext db,
    IEncryptedBlobs blobs,
    AdoptConfiguration adopt,
    IEnumerable<IConfigurationUploaded> listeners,
    UploaderIdentity uploader,
    IOptions<ConfigurationVersionsOptions> options,
    TimeProvider clock,
    ILogger<UploadConfiguration> log)
{
    /// <summary>After this an upload that neither ended nor broke off was cut off with its server.</summary>
    private static readonly TimeSpan LongestUpload = TimeSpan.FromHours(2);

    /// <summary>Takes the archive.</summary>
    /// <param name="id">The configuration version.</param>
    /// <param name="archive">The bytes as they come.</param>
    /// <param name="declaredLength">How many the sender announced, if it did.</param>
    /// <param name="cancellationToken">The sender is gone.</param>
    public async Task<Result<ConfigurationVersion>> ExecuteAsync(
        ConfigurationVersionId id, Stream archive, long? declaredLength, CancellationToken cancellationToken)
    {
        if (!(await db.InTransactionAsync(inner => BeginAsync(id, inner), cancellationToken)).TryGet(out var configuration, out var refusal))
        {
            return refusal;
        }

        try
        {
            var limits = ArchiveLimits.For(options.Value.MaxArchiveBytes);
            var stored = declaredLength > limits.Bytes
                ? ArchiveRefusedException.TooLarge($"The archive is larger than {limits.Bytes} bytes; exclude files with .terraformignore.").Refusal
                : await StoreAsync(configuration, archive, limits, cancellationToken);
            if (!stored.TryGet(out var length, out refusal))
            {
                await db.InTransactionAsync(inner => RefuseAsync(id, refusal, inner), CancellationToken.None);
                log.UploadRefused(id, refusal.Message);
                return refusal;
            }

            var finished = await db.InTransactionAsync(inner => FinishAsync(id, length, inner), cancellationToken);
            log.ConfigurationUploaded(id, length);
            return finished;
        }
        catch
        {
            // The same address may be tried again, as the CLI does; the sender being gone does not stop this.
            await db.ConfigurationVersions.Where(c => c.Id == id && c.Status == ConfigurationVersionStatus.Pending)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.UploadStartedAt, (DateTimeOffset?)null), CancellationToken.None);
            throw;
        }
    }

    internal static async Task<IResult> HandleAsync(HttpContext http, CapabilityUrls urls, UploadConfiguration upload, CancellationToken cancellationToken)
    {
        if (!urls.TryRead(http, ConfigurationUploads.Purpose, out var subject) || !ResourceId.TryParse<ConfigurationVersionId>(subject, out var id))
        {
            return JsonApiResults.Refused(Refusal.NotFound("upload address"));
        }

        // The server's own limit is for documents; the archive's is kept while it is read.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        return (await upload.ExecuteAsync(id, http.Request.Body, http.Request.ContentLength, cancellationToken)).ToHttp(_ => TypedResults.Ok());
    }

    private async Task<Result<ConfigurationVersion>> BeginAsync(ConfigurationVersionId id, CancellationToken cancellationToken)
    {
        var configuration = await db.ConfigurationVersions.FirstOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (configuration is null)
        {
            return Refusal.NotFound("upload address");
        }

        if (configuration.Status != ConfigurationVersionStatus.Pending)
        {
            return Refusal.Gone("This address was used already; make a new configuration version.");
        }

        var now = clock.GetUtcNow();
        if (configuration.UploadStartedAt is { } started && now - started < LongestUpload)
        {
            return Refusal.Conflict("Another upload to this address is under way; wait for it, or make a new configuration version.");
        }

        configuration.UploadStartedAt = now;
        return configuration;
    }

    private async Task<Result<long>> StoreAsync(
        ConfigurationVersion configuration, Stream archive, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        await using var checkedArchive = new CheckedArchiveStream(archive, limits, cancellationToken);
        try
        {
            return await blobs.PutAsync(configuration.OrganizationId, BlobName.Configuration(configuration.Id), checkedArchive, cancellationToken);
        }
        catch (Exception) when (checkedArchive.Refusal is not null)
        {
            // A store may wrap what its source throws.
            return checkedArchive.Refusal;
        }
    }

    private async Task<Result<Done>> RefuseAsync(ConfigurationVersionId id, Refusal refusal, CancellationToken cancellationToken)
    {
        var configuration = await db.ConfigurationVersions.FirstOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (configuration is not null)
        {
            configuration.Status = ConfigurationVersionStatus.Errored;
            configuration.ErrorMessage = refusal.Message;
            configuration.UploadStartedAt = null;
        }

        return Done.Value;
    }

    private async Task<Result<ConfigurationVersion>> FinishAsync(ConfigurationVersionId id, long length, CancellationToken cancellationToken)
    {
        var configuration = await db.ConfigurationVersions.FirstOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (configuration is null)
        {
            return Refusal.NotFound("upload address");
        }

        configuration.Status = ConfigurationVersionStatus.Uploaded;
        configuration.ArchiveSize = length;
        configuration.UploadStartedAt = null;
        configuration.UploadedAt = clock.GetUtcNow();
        if (configuration is { Speculative: false, Provisional: false })
        {
            await adopt.ExecuteAsync(configuration, cancellationToken);
        }

        if (configuration.AutoQueueRuns)
        {
            await uploader.AssumeAsync(configuration, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            foreach (var listener in listeners)
            {
                await listener.UploadedAsync(configuration, cancellationToken);
            }
        }

        return configuration;
    }
}
