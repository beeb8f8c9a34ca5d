using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Platform.Organizations.Projects;
using Platform.Organizations.Retention;

namespace Platform.Organizations;

/// <summary>The routes of organizations and their projects, below the API's base.</summary>
public static class OrganizationEndpoints
{
    extension(IEndpointRouteBuilder api)
    {
        public void MapOrganizations()
        {
            api.MapGet("/organizations", ListOrganizations.HandleAsync);
            api.MapPost("/organizations", CreateOrganization.HandleAsync);
            api.MapGet("/organizations/{organization}", GetOrganization.HandleAsync);
            api.MapPatch("/organizations/{organization}", UpdateOrganization.HandleAsync);
            api.MapDelete("/organizations/{organization}", DeleteOrganization.HandleAsync);
            api.MapGet("/organizations/{organization}/entitlement-set", GetOrganization.HandleEntitlementsAsync);

            const string retention = "/organizations/{organization}/relationships/data-retention-policy";
            api.MapGet(retention, OrganizationRetention.HandleAsync);
            api.MapPost(retention, OrganizationRetention.HandleSetAsync);
            api.MapPatch(retention, OrganizationRetention.HandleChangeAsync);
            api.MapDelete(retention, OrganizationRetention.HandleRemoveAsync);

            api.MapGet("/organizations/{organization}/projects", ListProjects.HandleAsync);
            api.MapPost("/organizations/{organization}/projects", CreateProject.HandleAsync);
            api.MapGet("/projects/{id:prj}", FindProject.HandleAsync);
            api.MapPatch("/projects/{id:prj}", ChangeProject.HandleUpdateAsync);
            api.MapDelete("/projects/{id:prj}", ChangeProject.HandleDeleteAsync);
            api.MapGet("/projects/{id:prj}/tag-bindings", ChangeProjectTags.HandleListAsync);
            api.MapPatch("/projects/{id:prj}/tag-bindings", ChangeProjectTags.HandleAddAsync);
            api.MapGet("/projects/{id:prj}/effective-tag-bindings", ChangeProjectTags.HandleListEffectiveAsync);
        }
    }
}
