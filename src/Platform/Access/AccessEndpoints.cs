using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Platform.Access.Explanations;
using Platform.Access.Grants;
using Platform.Access.Roles;

namespace Platform.Access;

/// <summary>The routes of roles and grants, below the API's base.</summary>
public static class AccessEndpoints
{
    extension(IEndpointRouteBuilder api)
    {
        public void MapAccess()
        {
            api.MapGet("/organizations/{organization}/roles", ListRoles.HandleAsync);
            api.MapPost("/organizations/{organization}/roles", CreateRole.HandleAsync);
            api.MapGet("/roles/{id:role}", FindRole.HandleAsync);
            api.MapPatch("/roles/{id:role}", ChangeRole.HandleUpdateAsync);
            api.MapDelete("/roles/{id:role}", ChangeRole.HandleDeleteAsync);

            api.MapGet("/organizations/{organization}/access-grants", ListGrants.HandleAsync);
            api.MapPost("/organizations/{organization}/access-grants", CreateGrant.HandleAsync);
            api.MapGet("/access-grants", ListGrants.HandleSiteAsync);
            api.MapPost("/access-grants", CreateGrant.HandleSiteAsync);
            api.MapGet("/access-grants/{id:grant}", FindGrant.HandleAsync);
            api.MapDelete("/access-grants/{id:grant}", RevokeGrant.HandleAsync);

            api.MapGet("/workspaces/{id:ws}/effective-access", ExplainPlace.HandleAsync);
            api.MapGet("/organizations/{organization}/effective-access", ExplainPerson.HandleAsync);
        }
    }
}
