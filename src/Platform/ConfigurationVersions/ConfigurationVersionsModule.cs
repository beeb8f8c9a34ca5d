using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Platform.ConfigurationVersions.BackingData;
using Platform.Organizations;
using Platform.Scheduling;
using Platform.Workspaces.Inclusions;
using Platform.Workspaces.Retention;

namespace Platform.ConfigurationVersions;

/// <summary>Registers what configuration versions need.</summary>
public static class ConfigurationVersionsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddConfigurationVersions(IConfiguration configuration)
        {
            ArgumentNullException.ThrowIfNull(configuration);
            services.AddOptions<ConfigurationVersionsOptions>().Bind(configuration.GetSection(ConfigurationVersionsOptions.Section))
                .ValidateDataAnnotations().ValidateOnStart();
            services.AddScoped<FindConfigurationVersion>();
            services.AddScoped<ListConfigurationVersions>();
            services.AddScoped<CreateConfigurationVersion>();
            services.AddScoped<UploadConfiguration>();
            services.AddScoped<AdoptConfiguration>();
            services.AddScoped<UploaderIdentity>();
            services.AddScoped<DownloadConfiguration>();
            services.AddScoped<ArchiveConfigurationVersion>();
            services.AddScoped<ConfigurationData>().AddScoped<BackingData<ConfigurationVersion>>(provider => provider.GetRequiredService<ConfigurationData>());
            services.AddMaintenance<ExpireBackingData<ConfigurationVersion>>("old configurations", TimeSpan.FromDays(1), oneNodeAtATime: true);
            services.AddScoped<IWorkspaceInclusion, CurrentConfigurationInclusion>();
            services.AddScoped<IWorkspaceListInclusion, ReadmeInclusion>();
            services.AddScoped<IDeletionPart, ForgetConfigurations>();
            return services;
        }
    }
}
