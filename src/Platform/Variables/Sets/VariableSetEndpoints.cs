using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Platform.Variables.Sets;

/// <summary>The routes of variable sets, below the API's base.</summary>
internal static class VariableSetEndpoints
{
    extension(IEndpointRouteBuilder api)
    {
        public void MapVariableSets()
        {
            api.MapGet("/organizations/{organization}/varsets", ListVariableSets.HandleAsync);
            api.MapPost("/organizations/{organization}/varsets", CreateVariableSet.HandleAsync);
            api.MapGet("/workspaces/{id:ws}/varsets", ListVariableSets.HandleOfWorkspaceAsync);
            api.MapGet("/projects/{id:prj}/varsets", ListVariableSets.HandleOfProjectAsync);
            api.MapGet("/varsets/{id:varset}", FindVariableSet.HandleAsync);
            api.MapPatch("/varsets/{id:varset}", ChangeVariableSet.HandleUpdateAsync);
            api.MapDelete("/varsets/{id:varset}", ChangeVariableSet.HandleDeleteAsync);

            api.MapGet("/varsets/{id:varset}/relationships/vars", ListSetVariables.HandleAsync);
            api.MapPost("/varsets/{id:varset}/relationships/vars", CreateSetVariable.HandleAsync);
            api.MapGet("/varsets/{id:varset}/relationships/vars/{variable:var}", ListSetVariables.HandleOneAsync);
            api.MapPatch("/varsets/{id:varset}/relationships/vars/{variable:var}", ChangeSetVariable.HandleUpdateAsync);
            api.MapDelete("/varsets/{id:varset}/relationships/vars/{variable:var}", ChangeSetVariable.HandleDeleteAsync);

            api.MapPost("/varsets/{id:varset}/relationships/workspaces", ChangeVariableSet.HandleAddWorkspacesAsync);
            api.MapDelete("/varsets/{id:varset}/relationships/workspaces", ChangeVariableSet.HandleRemoveWorkspacesAsync);
            api.MapPost("/varsets/{id:varset}/relationships/projects", ChangeVariableSet.HandleAddProjectsAsync);
            api.MapDelete("/varsets/{id:varset}/relationships/projects", ChangeVariableSet.HandleRemoveProjectsAsync);
        }
    }
}
