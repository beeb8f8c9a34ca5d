using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Platform.Discovery;
using Platform.Identity;
using Platform.StateVersions.BackingData;
using Platform.StateVersions.HttpBackend;
using Platform.StateVersions.Outputs;

namespace Platform.StateVersions;

/// <summary>The routes of state versions.</summary>
public static class StateVersionEndpoints
{
    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>Those below the API's base.</summary>
        public void MapStateVersions()
        {
            routes.MapPost("/workspaces/{id:ws}/state-versions", CreateStateVersion.HandleAsync);
            routes.MapPatch("/workspaces/{id:ws}/state-versions", RollBackState.HandleAsync);
            routes.MapGet("/workspaces/{id:ws}/current-state-version", GetStateVersion.HandleCurrentAsync);
            routes.MapGet("/workspaces/{id:ws}/current-state-version-outputs", ListOutputs.HandleCurrentAsync);
            routes.MapGet("/workspaces/{id:ws}/resources", ListResources.HandleAsync);
            routes.MapGet("/applies/{id:apply}/errored-state", FindErroredState.HandleAsync);
            routes.MapGet("/state-versions", ListStateVersions.HandleAsync);
            routes.MapGet("/state-versions/{id:sv}", GetStateVersion.HandleAsync);
            routes.MapGet("/state-versions/{id:sv}/outputs", ListOutputs.HandleAsync);
            routes.MapGet("/state-versions/{id:sv}/download", DownloadState.HandleAsync);
            routes.MapGet("/state-versions/{id:sv}/json-download", DownloadState.HandleJsonAsync);
            routes.MapPost("/state-versions/{id:sv}/actions/soft_delete_backing_data", ChangeStateData.HandleDeleteAsync);
            routes.MapPost("/state-versions/{id:sv}/actions/restore_backing_data", ChangeStateData.HandleRestoreAsync);
            routes.MapPost("/state-versions/{id:sv}/actions/permanently_delete_backing_data", ChangeStateData.HandleDeleteForGoodAsync);
            routes.MapGet("/state-version-outputs/{id:wsout}", ListOutputs.HandleOneAsync);
        }

        /// <summary>A state backend for tools that know <c>http</c> only: one address for each workspace, at the root as clients expect no prefix.</summary>
        public void MapHttpBackend()
        {
            var backend = routes.MapGroup("/state/v1/{organization}/{workspace}").WithMetadata(AcceptsBasicToken.Instance);
            backend.MapGet("", ReadHttpState.HandleAsync);
            backend.MapMethods("", ["POST", "PUT"], WriteHttpState.HandleAsync).WithMetadata(new RequestSizeLimitAttribute(StateUploads.MaxBytes));
            backend.MapDelete("", DeleteHttpState.HandleAsync);
            backend.MapMethods("", ["LOCK"], LockHttpState.HandleAsync);
            backend.MapMethods("", ["UNLOCK"], LockHttpState.HandleUnlockAsync);

            // Clients can be set up to lock with ordinary methods, which then need an address of their own.
            backend.MapMethods("/lock", ["LOCK", "POST", "PUT"], LockHttpState.HandleAsync);
            backend.MapMethods("/lock", ["UNLOCK", "DELETE"], LockHttpState.HandleUnlockAsync);
        }

        /// <summary>The upload addresses, at the root and without authentication: each carries its own permission.</summary>
        public void MapStateUploads()
        {
            routes.MapPut(CapabilityUrls.Route(StateUploads.State), UploadState.HandleAsync)
                .AllowAnonymous().WithMetadata(new RequestSizeLimitAttribute(StateUploads.MaxBytes));
            routes.MapPut(CapabilityUrls.Route(StateUploads.Json), UploadState.HandleJsonAsync)
                .AllowAnonymous().WithMetadata(new RequestSizeLimitAttribute(StateUploads.MaxBytes));
        }
    }
}
