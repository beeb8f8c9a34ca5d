using Microsoft.Extensions.DependencyInjection;
using Platform.Variables.Sets;
using Platform.Workspaces.Inclusions;

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
            services.AddScoped<EffectiveVariables>();
            services.AddScoped<FindVariableSet>();
            services.AddScoped<DescribeVariableSets>();
            services.AddScoped<VariableSetInclusions>();
            services.AddScoped<VariableSetPlaces>();
            services.AddScoped<ListVariableSets>();
            services.AddScoped<CreateVariableSet>();
            services.AddScoped<ChangeVariableSet>();
            services.AddScoped<ListSetVariables>();
            services.AddScoped<CreateSetVariable>();
            services.AddScoped<ChangeSetVariable>();
            services.AddScoped<IWorkspaceListInclusion, VariableInclusion>();
            return services;
        }
    }
}
