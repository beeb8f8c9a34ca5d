using Microsoft.Extensions.DependencyInjection;

namespace Platform.Variables;

/// <summary>Registers what variables need.</summary>
public static class VariablesModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddVariables()
        {
            services.AddScoped<VariableValues>();
            services.AddScoped<ListVariables>();
            services.AddScoped<CreateVariable>();
            services.AddScoped<ChangeVariable>();
            return services;
        }
    }
}
