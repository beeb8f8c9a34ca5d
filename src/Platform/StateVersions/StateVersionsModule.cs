using Microsoft.Extensions.DependencyInjection;
using Platform.Organizations;
using Platform.Scheduling;
using Platform.StateVersions.BackingData;
using Platform.StateVersions.HttpBackend;
using Platform.StateVersions.Intake;
using Platform.StateVersions.Outputs;
using Platform.Workspaces.Inclusions;
using Platform.Workspaces.Locks;
using Platform.Workspaces.Retention;

namespace Platform.StateVersions;

/// <summary>Registers what state versions need.</summary>
public static class StateVersionsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddStateVersions()
        {
            services.AddScoped<ListResources>();
            services.AddScoped<StateVersionInclusions>();
            services.AddScoped<WriteHttpState>();
            services.AddScoped<DeleteHttpState>();
            services.AddScoped<LockHttpState>();
            services.AddScoped<CreateStateVersion>();
            services.AddScoped<RollBackState>();
            services.AddScoped(provider => new AdoptState(
                provider.GetRequiredService<LockWorkspace>(), provider.GetRequiredService<UnlockWorkspace>(), provider.GetRequiredService<RollBackState>()));
            services.AddScoped<StoreState>();
            services.AddScoped<FinalizeState>();
            services.AddScoped<FindStateVersion>();
            services.AddScoped<ListStateVersions>();
            services.AddScoped<DownloadState>();
            services.AddScoped<StateData>().AddScoped<BackingData<StateVersion>>(provider => provider.GetRequiredService<StateData>());
            services.AddScoped<ReadOutputs>();
            services.AddScoped<StateVersionDocuments>();
            services.AddScoped<IUnlockObstacle, PendingStates>();
            services.AddScoped<IDeletionPart, ForgetStates>();
            services.AddScoped<IWorkspaceInclusion, CurrentStateInclusion>().AddScoped<IWorkspaceListInclusion, OutputInclusion>();
            services.AddMaintenance<ExpireBackingData<StateVersion>>("old states", TimeSpan.FromDays(1), oneNodeAtATime: true);
            return services;
        }
    }
}
