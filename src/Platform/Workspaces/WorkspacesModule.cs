using Microsoft.Extensions.DependencyInjection;

namespace Platform.Workspaces;

/// <summary>Registers what workspaces need.</summary>
public static class WorkspacesModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddWorkspaces()
        {
            services.AddScoped<FindWorkspace>();
            return services;
        }
    }
}
