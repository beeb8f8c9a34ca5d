using Microsoft.Extensions.DependencyInjection;

namespace Platform.Organizations;

/// <summary>Registers what organizations and their projects need.</summary>
public static class OrganizationsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddOrganizations()
        {
            services.AddScoped<FindOrganization>();
            return services;
        }
    }
}
