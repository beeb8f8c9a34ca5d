using Microsoft.Extensions.DependencyInjection;

namespace Platform.Teams;

/// <summary>Registers what teams and memberships need.</summary>
public static class TeamsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddTeams()
        {
            services.AddScoped<FindTeam>().AddScoped<ListTeams>().AddScoped<CreateTeam>().AddScoped<ChangeTeam>().AddScoped<ChangeTeamMembers>();
            services.AddScoped<TeamInclusions>().AddScoped<TeamTokens>().AddScoped<TeamWorkspaces>().AddScoped<TeamProjects>();
            services.AddScoped<Memberships>().AddScoped<DescribeMemberships>().AddScoped<InviteMember>().AddScoped<RemoveMember>().AddScoped<ActivateInvitations>();
            return services;
        }
    }
}
