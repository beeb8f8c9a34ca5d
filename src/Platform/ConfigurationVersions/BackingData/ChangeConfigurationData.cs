using Microsoft.AspNetCore.Http;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Results;
using Platform.Workspaces.Retention;

namespace Platform.ConfigurationVersions.BackingData;

/// <summary>The actions on the archive of one configuration.</summary>
internal static class ChangeConfigurationData
{
    public static async Task<IResult> HandleDeleteAsync(
        ConfigurationVersionId id, ConfigurationData data, ChangeBackingData<ConfigurationVersion> change, CancellationToken cancellationToken) =>
        Answer(await change.DeleteAsync(token => data.FindAsync(id, token), cancellationToken));

    public static async Task<IResult> HandleRestoreAsync(
        ConfigurationVersionId id, ConfigurationData data, ChangeBackingData<ConfigurationVersion> change, CancellationToken cancellationToken) =>
        Answer(await change.RestoreAsync(token => data.FindAsync(id, token), cancellationToken));

    public static async Task<IResult> HandleDeleteForGoodAsync(
        ConfigurationVersionId id, ConfigurationData data, ChangeBackingData<ConfigurationVersion> change, CancellationToken cancellationToken) =>
        Answer(await change.DeleteForGoodAsync(token => data.FindAsync(id, token), cancellationToken));

    private static IResult Answer(Result<ConfigurationVersion> result) =>
        result.ToHttp(configuration => JsonApiResults.Ok(ConfigurationVersionDocument.Of(new ConfigurationVersionDetails(configuration, null))));
}
