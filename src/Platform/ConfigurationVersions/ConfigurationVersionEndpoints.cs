using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Platform.ConfigurationVersions.BackingData;
using Platform.Discovery;

namespace Platform.ConfigurationVersions;

/// <summary>The routes of configuration versions.</summary>
public static class ConfigurationVersionEndpoints
{
    extension(IEndpointRouteBuilder endpoints)
    {
        /// <summary>Below the API's base.</summary>
        public void MapConfigurationVersions()
        {
            endpoints.MapGet("/workspaces/{id:ws}/configuration-versions", ListConfigurationVersions.HandleAsync);
            endpoints.MapPost("/workspaces/{id:ws}/configuration-versions", CreateConfigurationVersion.HandleAsync);
            endpoints.MapGet("/configuration-versions/{id:cv}", FindConfigurationVersion.HandleAsync);
            endpoints.MapGet("/configuration-versions/{id:cv}/download", DownloadConfiguration.HandleAsync);
            endpoints.MapPost("/configuration-versions/{id:cv}/actions/archive", ArchiveConfigurationVersion.HandleAsync);
            endpoints.MapPost("/configuration-versions/{id:cv}/actions/soft_delete_backing_data", ChangeConfigurationData.HandleDeleteAsync);
            endpoints.MapPost("/configuration-versions/{id:cv}/actions/restore_backing_data", ChangeConfigurationData.HandleRestoreAsync);
            endpoints.MapPost("/configuration-versions/{id:cv}/actions/permanently_delete_backing_data", ChangeConfigurationData.HandleDeleteForGoodAsync);
            endpoints.MapGet("/runs/{id:run}/configuration-version/download", DownloadConfiguration.HandleOfRunAsync);
        }

        /// <summary>At the root, without authentication: the address is the permission.</summary>
        public void MapUploads() =>
            endpoints.MapPut(CapabilityUrls.Route(ConfigurationUploads.Purpose), UploadConfiguration.HandleAsync).AllowAnonymous();
    }
}
