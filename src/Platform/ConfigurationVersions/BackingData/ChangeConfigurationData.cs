using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.ConfigurationVersions.BackingData;

/// <summary>Deletes the archive of a configuration, so that it can be brought back for a while, brings it back, or deletes it for good.</summary>
internal sealed class ChangeConfigurationData(
    PlatformDbContext db, Authorizer access, FindConfigurationVersion find, ConfigurationData data, ILogger<ChangeConfigurationData> log)
{
    public Task<Result<ConfigurationVersion>> DeleteAsync(ConfigurationVersionId id, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            async (configuration, inner) =>
            {
                if (configuration.Status != ConfigurationVersionStatus.Uploaded)
                {
                    return Refusal.Conflict($"Only an uploaded configuration can be deleted, and this one is {Words(configuration.Status)}.");
                }

                if ((await data.KeptAsync(configuration.WorkspaceId, inner)).Why(configuration) is { } refusal)
                {
                    return refusal;
                }

                data.Delete(configuration);
                return null;
            },
            configuration => log.ConfigurationDeleted(configuration.Id, configuration.WorkspaceId, Who),
            cancellationToken);

    public Task<Result<ConfigurationVersion>> RestoreAsync(ConfigurationVersionId id, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            (configuration, _) =>
            {
                if (configuration.Status != ConfigurationVersionStatus.BackingDataSoftDeleted)
                {
                    return Task.FromResult<Refusal?>(
                        Refusal.Conflict($"Only a configuration that was deleted and not yet for good can be brought back, and this one is {Words(configuration.Status)}."));
                }

                data.Restore(configuration);
                return Task.FromResult<Refusal?>(null);
            },
            configuration => log.ConfigurationRestored(configuration.Id, configuration.WorkspaceId, Who),
            cancellationToken);

    public Task<Result<ConfigurationVersion>> DeleteForGoodAsync(ConfigurationVersionId id, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            async (configuration, inner) =>
            {
                if (configuration.Status != ConfigurationVersionStatus.BackingDataSoftDeleted)
                {
                    return Refusal.Conflict($"Only a configuration that was deleted before can be deleted for good, and this one is {Words(configuration.Status)}.");
                }

                if ((await data.KeptAsync(configuration.WorkspaceId, inner)).Why(configuration) is { } refusal)
                {
                    return refusal;
                }

                data.DeleteForGood(configuration);
                return null;
            },
            configuration => log.ConfigurationDeletedForGood(configuration.Id, configuration.WorkspaceId, Who),
            cancellationToken);

    public static async Task<IResult> HandleDeleteAsync(ConfigurationVersionId id, ChangeConfigurationData change, CancellationToken cancellationToken) =>
        Answer(await change.DeleteAsync(id, cancellationToken));

    public static async Task<IResult> HandleRestoreAsync(ConfigurationVersionId id, ChangeConfigurationData change, CancellationToken cancellationToken) =>
        Answer(await change.RestoreAsync(id, cancellationToken));

    public static async Task<IResult> HandleDeleteForGoodAsync(ConfigurationVersionId id, ChangeConfigurationData change, CancellationToken cancellationToken) =>
        Answer(await change.DeleteForGoodAsync(id, cancellationToken));

    private static IResult Answer(Result<ConfigurationVersion> result) =>
        result.ToHttp(configuration => JsonApiResults.Ok(ConfigurationVersionDocument.Of(new ConfigurationVersionDetails(configuration, null))));

    private async Task<Result<ConfigurationVersion>> ChangeAsync(
        ConfigurationVersionId id, Func<ConfigurationVersion, CancellationToken, Task<Refusal?>> change, Action<ConfigurationVersion> note, CancellationToken cancellationToken)
    {
        var result = await db.InTransactionAsync<ConfigurationVersion>(
            async inner =>
            {
                if (!(await find.ExecuteAsync(id, inner)).TryGet(out var details, out var refusal))
                {
                    return refusal;
                }

                // As TFE has it: who administers one workspace says how long its history is kept, and owners take single parts out of it.
                var configuration = details.Configuration;
                if (!await access.CanAsync(Permission.ManageOrganization, configuration.OrganizationId, inner))
                {
                    return Refusal.Forbidden("You may see this configuration, but only who manages the organization may delete its data or bring it back.");
                }

                return await change(configuration, inner) is { } refused ? refused : configuration;
            },
            cancellationToken);
        if (result.Value is { } changed)
        {
            note(changed);
        }

        return result;
    }

    private string Who => access.Caller.UserId?.Value ?? access.Caller.Kind.ToString();

    private static string Words(ConfigurationVersionStatus status) => status switch
    {
        ConfigurationVersionStatus.Pending => "not uploaded yet",
        ConfigurationVersionStatus.Uploaded => "not deleted",
        ConfigurationVersionStatus.Errored => "not usable",
        ConfigurationVersionStatus.Archived => "archived",
        ConfigurationVersionStatus.BackingDataSoftDeleted => "deleted already",
        ConfigurationVersionStatus.BackingDataPermanentlyDeleted => "deleted for good",
    };
}
