using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Platform.Variables.Sets;

namespace Platform.Variables;

/// <summary>The routes of variables, below the API's base.</summary>
public static class VariableEndpoints
{
    extension(IEndpointRouteBuilder api)
    {
        public void MapVariables()
        {
            api.MapGet("/workspaces/{id:ws}/vars", ListVariables.HandleAsync);
            api.MapGet("/workspaces/{id:ws}/all-vars", EffectiveVariables.HandleAsync);
            api.MapPost("/workspaces/{id:ws}/vars", CreateVariable.HandleAsync);
            api.MapGet("/workspaces/{id:ws}/vars/{variable:var}", ListVariables.HandleOneAsync);
            api.MapPatch("/workspaces/{id:ws}/vars/{variable:var}", ChangeVariable.HandleUpdateAsync);
            api.MapDelete("/workspaces/{id:ws}/vars/{variable:var}", ChangeVariable.HandleDeleteAsync);

            // Older clients name the workspace in the query or in a relationship.
            api.MapGet("/vars", ListVariables.HandleLegacyAsync);
            api.MapPost("/vars", CreateVariable.HandleLegacyAsync);
            api.MapPatch("/vars/{variable:var}", ChangeVariable.HandleLegacyUpdateAsync);
            api.MapDelete("/vars/{variable:var}", ChangeVariable.HandleLegacyDeleteAsync);

            api.MapVariableSets();
        }
    }
}
