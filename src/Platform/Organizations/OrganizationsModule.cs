using Microsoft.Extensions.DependencyInjection;
using Platform.Organizations.Projects;
using Platform.Organizations.Retention;

namespace Platform.Organizations;

/// <summary>Registers what organizations and their projects need.</summary>
public static class OrganizationsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddOrganizations()
        {
            services.AddScoped<FindOrganization>();
            services.AddScoped<GetOrganization>();
            services.AddScoped<ListOrganizations>();
            services.AddScoped<CreateOrganization>();
            services.AddScoped<UpdateOrganization>();
            services.AddScoped<DeleteOrganization>();
            services.AddScoped<OrganizationRetention>();
            services.AddScoped<FindProject>();
            services.AddScoped<ListProjects>();
            services.AddScoped<CreateProject>();
            services.AddScoped<ChangeProject>();
            services.AddScoped<ChangeProjectTags>();
            services.AddScoped<ProjectInclusions>();
            return services;
        }
    }
}
