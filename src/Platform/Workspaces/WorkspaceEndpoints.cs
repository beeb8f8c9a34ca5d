using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Platform.Workspaces.Locks;
using Platform.Workspaces.RemoteState;
using Platform.Workspaces.Retention;
using Platform.Workspaces.Tags;

namespace Platform.Workspaces;

/// <summary>The routes of workspaces, below the API's base.</summary>
public static class WorkspaceEndpoints
{
    extension(IEndpointRouteBuilder api)
    {
        public void MapWorkspaces()
        {
            api.MapGet("/organizations/{organization}/workspaces", ListWorkspaces.HandleAsync);
            api.MapPost("/organizations/{organization}/workspaces", CreateWorkspace.HandleAsync);
            api.MapGet("/organizations/{organization}/workspaces/{name}", GetWorkspace.HandleByNameAsync);
            api.MapPatch("/organizations/{organization}/workspaces/{name}", UpdateWorkspace.HandleByNameAsync);
            api.MapDelete("/organizations/{organization}/workspaces/{name}", DeleteWorkspace.HandleByNameAsync);
            api.MapPost("/organizations/{organization}/workspaces/{name}/actions/safe-delete", DeleteWorkspace.HandleSafelyByNameAsync);

            api.MapGet("/workspaces/{id:ws}", GetWorkspace.HandleByIdAsync);
            api.MapPatch("/workspaces/{id:ws}", UpdateWorkspace.HandleByIdAsync);
            api.MapDelete("/workspaces/{id:ws}", DeleteWorkspace.HandleByIdAsync);
            api.MapPost("/workspaces/{id:ws}/actions/safe-delete", DeleteWorkspace.HandleSafelyByIdAsync);

            api.MapPost("/workspaces/{id:ws}/actions/lock", LockWorkspace.HandleAsync);
            api.MapPost("/workspaces/{id:ws}/actions/unlock", UnlockWorkspace.HandleAsync);
            api.MapPost("/workspaces/{id:ws}/actions/force-unlock", UnlockWorkspace.HandleForceAsync);

            api.MapPost("/projects/{id:prj}/relationships/workspaces", MoveWorkspaces.HandleAsync);

            api.MapGet("/workspaces/{id:ws}/relationships/remote-state-consumers", ListRemoteStateConsumers.HandleAsync);
            api.MapPost("/workspaces/{id:ws}/relationships/remote-state-consumers", ChangeRemoteStateConsumers.HandleAddAsync);
            api.MapPatch("/workspaces/{id:ws}/relationships/remote-state-consumers", ChangeRemoteStateConsumers.HandleReplaceAsync);
            api.MapDelete("/workspaces/{id:ws}/relationships/remote-state-consumers", ChangeRemoteStateConsumers.HandleRemoveAsync);

            const string retention = "/workspaces/{id:ws}/relationships/data-retention-policy";
            api.MapGet(retention, WorkspaceRetention.HandleAsync);
            api.MapPost(retention, WorkspaceRetention.HandleSetAsync);
            api.MapPatch(retention, WorkspaceRetention.HandleChangeAsync);
            api.MapDelete(retention, WorkspaceRetention.HandleRemoveAsync);

            api.MapGet("/workspaces/{id:ws}/relationships/tags", ListTags.HandleFlatAsync);
            api.MapPost("/workspaces/{id:ws}/relationships/tags", ChangeTags.HandleAddFlatAsync);
            api.MapDelete("/workspaces/{id:ws}/relationships/tags", ChangeTags.HandleRemoveFlatAsync);
            api.MapGet("/organizations/{organization}/tags", OrganizationTags.HandleListAsync);
            api.MapDelete("/organizations/{organization}/tags", OrganizationTags.HandleDeleteAsync);
            api.MapPost("/tags/{tag}/relationships/workspaces", OrganizationTags.HandleAddAsync);
            api.MapGet("/workspaces/{id:ws}/tag-bindings", ListTags.HandleBindingsAsync);
            api.MapPatch("/workspaces/{id:ws}/tag-bindings", ChangeTags.HandleBindAsync);
            api.MapGet("/workspaces/{id:ws}/effective-tag-bindings", ListTags.HandleEffectiveAsync);
        }
    }
}
