using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Audit.Streaming;
using Platform.Identity.SignIn;
using Platform.Persistence;
using Platform.Scheduling;

namespace Platform.Audit;

/// <summary>Registers the audit trail. It listens, and nobody depends on it; the database must be registered before.</summary>
public static class AuditModule
{
    private static readonly TimeSpan SealEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StreamEvery = TimeSpan.FromSeconds(2);

    extension(IServiceCollection services)
    {
        public IServiceCollection AddAudit(IConfiguration configuration)
        {
            ArgumentNullException.ThrowIfNull(configuration);
            services.AddOptions<AuditOptions>().Bind(configuration.GetSection(AuditOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
            services.AddSingleton<IValidateOptions<AuditOptions>, AuditOptionsValidation>();
            services.AddHttpContextAccessor();
            services.AddScoped<AuditKey>().AddScoped<NewEntry>().AddSingleton<HeadNote>();
            services.AddHostedService<AuditKeyStart>();
            services.AddChangeRecorder<RecordChanges>();
            services.AddSingleton<RefusalLimit>().AddSingleton<WriteEntry>().AddScoped<FindNamedThing>().AddSingleton<ISignInListener, RecordSignIns>();
            services.AddScoped<VerifyTrail>().AddScoped<ReadTrail>();
            services.AddMaintenance<SealEntries>("seal of the audit trail", SealEvery, oneNodeAtATime: true);
            services.AddMaintenance<WriteCounted>("counted refusals", TimeSpan.FromMinutes(1), oneNodeAtATime: false);
            services.AddMaintenance<RemoveOldEntries>("old audit entries", TimeSpan.FromHours(1), oneNodeAtATime: true);
            var options = configuration.GetSection(AuditOptions.Section).Get<AuditOptions>() ?? new();
            services.AddSink<WebhookSink>("audit trail to the webhook", options.Webhook.Url is not null);
            services.AddSink<SyslogSink>("audit trail to syslog", options.Syslog.Endpoint is not null);
            return services;
        }

        private void AddSink<TSink>(string name, bool isWanted)
            where TSink : class, IAuditSink
        {
            services.AddSingleton<TSink>().AddSingleton<StreamPause<TSink>>();
            services.AddScoped<StreamTo<TSink>>();
            if (isWanted)
            {
                services.AddMaintenance<StreamTo<TSink>>(name, StreamEvery, oneNodeAtATime: true);
            }
        }
    }
}
