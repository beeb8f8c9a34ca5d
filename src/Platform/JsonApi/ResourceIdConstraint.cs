using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts.Ids;

namespace Platform.JsonApi;

/// <summary>Lets a route match only a well-formed id, so that a malformed one answers 404 like an unknown one: <c>/workspaces/{id:ws}</c>.</summary>
internal sealed class ResourceIdConstraint<TId> : IRouteConstraint
    where TId : struct, IResourceId<TId>
{
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        values.TryGetValue(routeKey, out var value) && ResourceId.TryParse<TId>(value as string, out _);
}

/// <summary>Registers the route constraints, one for each kind of id, named like its prefix.</summary>
public static class ResourceIdConstraints
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddResourceIdConstraints() => services.Configure<RouteOptions>(options =>
        {
            options.SetParameterPolicy<ResourceIdConstraint<OrganizationId>>(OrganizationId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<ProjectId>>(ProjectId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<WorkspaceId>>(WorkspaceId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<VariableId>>(VariableId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<VariableSetId>>(VariableSetId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<ConfigurationVersionId>>(ConfigurationVersionId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<RunId>>(RunId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<CommentId>>(CommentId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<PlanId>>(PlanId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<PlanExportId>>(PlanExportId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<ApplyId>>(ApplyId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<JobId>>(JobId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<StateVersionId>>(StateVersionId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<StateVersionOutputId>>(StateVersionOutputId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<TeamId>>(TeamId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<OrganizationMembershipId>>(OrganizationMembershipId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<TeamWorkspaceAccessId>>(TeamWorkspaceAccessId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<TeamProjectAccessId>>(TeamProjectAccessId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<RoleId>>(RoleId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<AccessGrantId>>(AccessGrantId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<ServiceAccountId>>(ServiceAccountId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<UserId>>(UserId.Prefix);
            options.SetParameterPolicy<ResourceIdConstraint<ApiTokenId>>(ApiTokenId.Prefix);
        });
    }
}
