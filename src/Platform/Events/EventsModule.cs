using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Persistence;

namespace Platform.Events;

/// <summary>Announcements of changes, within the process or, on PostgreSQL, to all nodes.</summary>
public static class EventsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddEvents(IConfiguration configuration)
        {
            ArgumentNullException.ThrowIfNull(configuration);
            if (DatabaseOptions.PostgreSqlConnectionString(configuration) is not { } connectionString)
            {
                return services.AddSingleton<IEventStream, MemoryEventStream>();
            }

            services.AddSingleton(provider => new PostgreSqlEventStream(
                connectionString, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<PostgreSqlEventStream>>()));
            services.AddSingleton<IEventStream>(provider => provider.GetRequiredService<PostgreSqlEventStream>());
            return services.AddHostedService(provider => provider.GetRequiredService<PostgreSqlEventStream>());
        }
    }
}
