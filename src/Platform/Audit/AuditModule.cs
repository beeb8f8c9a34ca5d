using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Platform.Identity.SignIn;
using Platform.Persistence;
using Platform.Scheduling;

namespace Platform.Audit;

/// <summary>Registers the audit trail. It listens, and nobody depends on it; the database must be registered before.</summary>
public static class AuditModule
{
    private static readonly TimeSpan SealEvery = TimeSpan.FromSeconds(1);

    extension(IServiceCollection services)
    {
        public IServiceCollection AddAudit(IConfiguration configuration)
        {
            ArgumentNullException.ThrowIfNull(configuration);
            services.AddOptions<AuditOptions>().Bind(configuration.GetSection(AuditOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
            services.AddHttpContextAccessor();
            services.AddScoped<AuditKey>().AddScoped<NewEntry>().AddSingleton<HeadNote>();
            services.AddHostedService<AuditKeyStart>();
            services.AddChangeRecorder<RecordChanges>();
            services.AddSingleton<RefusalLimit>().AddSingleton<WriteEntry>().AddScoped<FindNamedThing>().AddSingleton<ISignInListener, RecordSignIns>();
            services.AddScoped<VerifyTrail>().AddScoped<ReadTrail>();
            services.AddMaintenance<SealEntries>("seal of the audit trail", SealEvery, oneNodeAtATime: true);
            services.AddMaintenance<WriteCounted>("counted refusals", TimeSpan.FromMinutes(1), oneNodeAtATime: false);
            services.AddMaintenance<RemoveOldEntries>("old audit entries", TimeSpan.FromHours(1), oneNodeAtATime: true);
            return services;
        }
    }
}
