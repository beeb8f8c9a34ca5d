using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Scheduling.Maintenance;
using Quartz;

namespace Platform.Scheduling;

/// <summary>The schedulers that fire phases and recurring work.</summary>
public static class SchedulingModule
{
    private const int MaintenanceThreads = 4;

    extension(IServiceCollection services)
    {
        public IServiceCollection AddScheduling(SchedulingSettings settings)
        {
            ArgumentNullException.ThrowIfNull(settings);
            services.AddSingleton(settings);
            services.AddQuartz(SchedulerNames.Phases, phases => AddPhases(phases, settings));
            services.AddQuartzHostedService(SchedulerNames.Phases, hosted =>
            {
                hosted.AutoStart = settings.FiresPhases && settings.PostgreSqlConnectionString is null;
                hosted.WaitForJobsToComplete = true;
            });
            if (settings.PostgreSqlConnectionString is null)
            {
                services.AddSingleton<IJobDoorbell, MemoryDoorbell>();
            }
            else
            {
                services.AddSingleton<IJobDoorbell, PostgreSqlDoorbell>();
                services.AddHostedService<PhasesWaker>();
                if (settings.FiresPhases)
                {
                    services.AddHostedService<PhasesStart>();
                }
            }

            if (settings.RunsMaintenance)
            {
                services.AddQuartz(SchedulerNames.Maintenance, AddMaintenanceScheduler);
                services.AddQuartzHostedService(SchedulerNames.Maintenance, hosted => hosted.WaitForJobsToComplete = true);
                services.AddHostedService<MaintenanceStart>();
            }

            services.AddSingleton<ClusterTurn>(_ => new ClusterTurn(settings.PostgreSqlConnectionString));
            return services;
        }

        /// <summary>Adds recurring work: once at start, then again whenever <paramref name="every"/> has passed since it ended.</summary>
        /// <param name="name">Unique, as it appears in logs.</param>
        /// <param name="every">Pause between two runs.</param>
        /// <param name="oneNodeAtATime">Whether nodes that share a database take turns; a node whose turn it is not skips that run.</param>
        public IServiceCollection AddMaintenance<TTask>(string name, TimeSpan every, bool oneNodeAtATime)
            where TTask : class, IMaintenanceTask
        {
            services.AddScoped<TTask>();
            return services.AddSingleton(new MaintenanceSchedule(name, every, oneNodeAtATime, typeof(TTask)));
        }
    }

    private static void AddPhases(IQuartzBuilder phases, SchedulingSettings settings)
    {
        phases.UseDefaultThreadPool(settings.Slots);
        phases.ConfigureScheduler(scheduler => scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always);
        phases.AddJob<RunPhase>(job => job.WithIdentity(RunPhase.Key).StoreDurably().RequestRecovery());
        if (settings.PostgreSqlConnectionString is { } connectionString)
        {
            phases.UsePersistentStore(store => AddStore(store, connectionString, settings.CheckIn));
        }
        else
        {
            phases.UseInMemoryStore();
        }
    }

    private static void AddStore(IPersistentStoreBuilder store, string connectionString, TimeSpan checkIn)
    {
        store.UsePostgres(NpgsqlFactory.Instance, connectionString);
        store.ConfigureStore(options =>
        {
            options.TablePrefix = "quartz_";
            options.AcceptEnlistedTransactions = true;
            options.LockOnInsert = false; // see Ring.StoreEnlistedAsync
            options.StoreJobDataAsStrings = true;
            options.RecoverFiringsCancelledByShutdown = true;
        });
        store.UseClustering(cluster =>
        {
            cluster.CheckinInterval = checkIn;
            cluster.CheckinMisfireThreshold = checkIn * 2;
        });
    }

    private static void AddMaintenanceScheduler(IQuartzBuilder maintenance)
    {
        maintenance.UseDefaultThreadPool(MaintenanceThreads);
        maintenance.UseInMemoryStore();
        maintenance.ConfigureScheduler(scheduler => scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always);
    }
}
