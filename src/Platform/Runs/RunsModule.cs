using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Platform.Agents;
using Platform.ConfigurationVersions;
using Platform.Organizations;
using Platform.Runs.Exports;
using Platform.Runs.Logs;
using Platform.Runs.Phases;
using Platform.Runs.Queue;
using Platform.Runs.WorkloadIdentity;
using Platform.Scheduling;
using Platform.StateVersions;
using Platform.Workspaces.Inclusions;
using Platform.Workspaces.Locks;

namespace Platform.Runs;

/// <summary>Runs: moves, queue, phases, logs.</summary>
public static class RunsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddRuns()
        {
            services.AddHttpContextAccessor();

            // Callers of the hub name a stream as the routes do.
            services.AddSignalR().AddJsonProtocol(protocol => protocol.PayloadSerializerOptions.Converters.Add(new JsonStringEnumConverter()));
            services.AddScoped<JobGate>();
            services.AddSingleton<RunMetrics>();
            services.AddScoped<RunAnnouncer>();
            services.AddScoped<ChangeRun>();
            services.AddScoped<CreateRun>().AddScoped<ConfirmRun>().AddScoped<DiscardRun>().AddScoped<CancelRun>().AddScoped<ForceCancelRun>();
            services.AddScoped<ForceExecuteRun>().AddScoped<CommentRun>().AddScoped<RunPeople>().AddScoped<RunInclusions>();
            services.AddScoped<EndRun>().AddScoped<FindRun>().AddScoped<ReadPlanDocument>().AddScoped<ListRuns>().AddScoped<PhaseDocument>();
            services.AddScoped<IWorkspaceInclusion, CurrentRunInclusion>().AddScoped<IWorkspaceInclusion, LockingRunInclusion>();
            services.AddScoped<IWorkspaceInclusion, CurrentPlanInclusion>().AddScoped<IWorkspaceInclusion, CurrentRunConfigurationInclusion>();
            services.AddScoped<IStateVersionInclusion, StateRunInclusion>();
            services.AddSingleton<Listening>();
            services.AddScoped<RunQueue>().AddScoped<ListQueue>().AddScoped<ExplainWait>().AddScoped<IWorkspaceUnlocked, StartWaitingRun>();
            services.AddScoped<DiscardStalePlans>().AddScoped<IStateReplaced, DiscardStalePlans>();
            services.AddScoped<IConfigurationUploaded, RunUploadedConfiguration>().AddScoped<IDeletionPart, ForgetRuns>();
            services.AddScoped<ClaimJob>().AddScoped<BuildJobDocument>().AddScoped<FinishPhase>().AddScoped<LoseJob>().AddScoped<LostResources>();
            services.AddSingleton<IdentityKeys>().AddSingleton<WorkloadTokens>().AddSingleton<MakeCredentials>().AddScoped<RotateIdentityKey>();
            services.AddScoped<AppendLog>().AddScoped<PhaseLog>().AddScoped<LogArchive>().AddScoped<FindPhase>();
            services.AddScoped<FindPlanExport>().AddScoped<CreatePlanExport>().AddScoped<DeletePlanExport>().AddScoped<LiveExports>().AddScoped<RunFacts>();
            services.AddMaintenance<MakePlanExports>("plan exports", TimeSpan.FromSeconds(3), oneNodeAtATime: true);
            services.AddMaintenance<QueueSweep>("queue sweep", TimeSpan.FromSeconds(3), oneNodeAtATime: true);
            services.AddMaintenance<ArchiveLogs>("log archive", TimeSpan.FromMinutes(1), oneNodeAtATime: true);
            return services.AddSingleton<IJobRunner, CarryOutJob>();
        }
    }
}
