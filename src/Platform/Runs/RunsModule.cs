using Microsoft.Extensions.DependencyInjection;
using Platform.Agents;
using Platform.Runs.Logs;
using Platform.Runs.Phases;
using Platform.Runs.Queue;
using Platform.Workspaces.Locks;

namespace Platform.Runs;

/// <summary>Runs: moves, queue, phases, logs.</summary>
public static class RunsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddRuns()
        {
            services.AddSignalR();
            services.AddSingleton(NodeName.Current);
            services.AddScoped<JobGate>();
            services.AddScoped<RunAnnouncer>();
            services.AddScoped<RunAccess>();
            services.AddScoped<CreateRun>().AddScoped<ConfirmRun>().AddScoped<DiscardRun>().AddScoped<CancelRun>().AddScoped<ForceCancelRun>();
            services.AddScoped<EndRun>().AddScoped<FindRun>().AddScoped<ListRuns>().AddScoped<PhaseDocument>();
            services.AddScoped<RunQueue>().AddScoped<ExplainWait>().AddScoped<IWorkspaceUnlocked, StartWaitingRun>();
            services.AddScoped<ClaimJob>().AddScoped<BuildJobDocument>().AddScoped<FinishPhase>();
            services.AddScoped<AppendLog>().AddScoped<PhaseLog>().AddScoped<LogArchive>().AddScoped<FindPhase>();
            return services;
        }
    }
}
