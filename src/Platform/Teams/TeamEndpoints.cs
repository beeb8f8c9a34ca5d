using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Platform.Teams;

/// <summary>The routes of teams, their access and tokens, and of memberships, below the API's base.</summary>
public static class TeamEndpoints
{
    extension(IEndpointRouteBuilder api)
    {
        public void MapTeams()
        {
            api.MapGet("/organizations/{organization}/teams", ListTeams.HandleAsync);
            api.MapPost("/organizations/{organization}/teams", CreateTeam.HandleAsync);
            api.MapGet("/teams/{id:team}", FindTeam.HandleAsync);
            api.MapPatch("/teams/{id:team}", ChangeTeam.HandleUpdateAsync);
            api.MapDelete("/teams/{id:team}", ChangeTeam.HandleDeleteAsync);
            api.MapPost("/teams/{id:team}/relationships/users", ChangeTeamMembers.HandleAddUsersAsync);
            api.MapDelete("/teams/{id:team}/relationships/users", ChangeTeamMembers.HandleRemoveUsersAsync);
            api.MapPost("/teams/{id:team}/relationships/organization-memberships", ChangeTeamMembers.HandleAddAsync);
            api.MapDelete("/teams/{id:team}/relationships/organization-memberships", ChangeTeamMembers.HandleRemoveAsync);

            api.MapGet("/teams/{id:team}/authentication-token", TeamTokens.HandleFindAsync);
            api.MapPost("/teams/{id:team}/authentication-token", TeamTokens.HandleReplaceAsync);
            api.MapDelete("/teams/{id:team}/authentication-token", TeamTokens.HandleRevokeAsync);
            api.MapGet("/teams/{id:team}/authentication-tokens", TeamTokens.HandleListAsync);
            api.MapPost("/teams/{id:team}/authentication-tokens", TeamTokens.HandleCreateAsync);
            api.MapGet("/organizations/{organization}/team-tokens", TeamTokens.HandleListAllAsync);

            api.MapGet("/team-workspaces", TeamWorkspaces.HandleListAsync);
            api.MapPost("/team-workspaces", TeamWorkspaces.HandleCreateAsync);
            api.MapGet("/team-workspaces/{id:tws}", TeamWorkspaces.HandleFindAsync);
            api.MapPatch("/team-workspaces/{id:tws}", TeamWorkspaces.HandleUpdateAsync);
            api.MapDelete("/team-workspaces/{id:tws}", TeamWorkspaces.HandleDeleteAsync);
            api.MapGet("/team-projects", TeamProjects.HandleListAsync);
            api.MapPost("/team-projects", TeamProjects.HandleCreateAsync);
            api.MapGet("/team-projects/{id:tprj}", TeamProjects.HandleFindAsync);
            api.MapPatch("/team-projects/{id:tprj}", TeamProjects.HandleUpdateAsync);
            api.MapDelete("/team-projects/{id:tprj}", TeamProjects.HandleDeleteAsync);

            api.MapGet("/organization-memberships", Memberships.HandleOwnAsync);
            api.MapGet("/organizations/{organization}/organization-memberships", Memberships.HandleListAsync);
            api.MapPost("/organizations/{organization}/organization-memberships", InviteMember.HandleAsync);
            api.MapGet("/organization-memberships/{id:ou}", Memberships.HandleFindAsync);
            api.MapDelete("/organization-memberships/{id:ou}", RemoveMember.HandleAsync);
        }
    }
}
