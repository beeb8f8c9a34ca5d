using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Discovery;

namespace Platform.Persistence;

/// <summary>The database, on SQLite or PostgreSQL.</summary>
public static class PersistenceModule
{
    public const string ConnectionStringName = "Platform";

    /// <summary>Contexts kept for the next request. With SQLite each keeps its connection; more at once are made and given up again.</summary>
    private const int MostKept = 64;

    extension(IServiceCollection services)
    {
        public IServiceCollection AddPersistence(IConfiguration configuration)
        {
            services.AddOptions<DatabaseOptions>().Bind(configuration.GetSection(DatabaseOptions.Section)).ValidateOnStart();
            services.AddSingleton<SqliteConnections>();
            services.AddScoped<DatabaseMigrator>();

            // Pooled: to make a context costs more than the query of an ordinary request.
            services.AddDbContextPool<PlatformDbContext>(
                (provider, builder) => Configure(
                    builder,
                    provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.Provider,
                    configuration.GetConnectionString(ConnectionStringName),
                    provider.GetRequiredService<IOptions<PlatformOptions>>().Value.DataDirectory,
                    provider.GetRequiredService<SqliteConnections>()),
                MostKept);
            return services;
        }

        /// <summary>Lets the recorder hear of what each scope's context saves. The context itself must be registered before.</summary>
        public IServiceCollection AddChangeRecorder<TRecorder>()
            where TRecorder : class, IChangeRecorder
        {
            var former = services.Last(service => service.ServiceType == typeof(PlatformDbContext));
            services.AddScoped<TRecorder>();
            return services.AddScoped(provider =>
            {
                var db = former.ImplementationFactory is { } make ? (PlatformDbContext)make(provider) : ActivatorUtilities.CreateInstance<PlatformDbContext>(provider);
                db.Recorder = provider.GetRequiredService<TRecorder>;
                return db;
            });
        }
    }

    private static void Configure(DbContextOptionsBuilder builder, DatabaseProvider provider, string? connectionString, string dataDirectory, SqliteConnections connections)
    {
        switch (provider)
        {
            case DatabaseProvider.Sqlite:
                builder
                    .UseSqlite(SqliteConnectionString(connectionString, dataDirectory), sqlite => sqlite.MigrationsAssembly("Platform.Migrations.Sqlite"))
                    .AddInterceptors(connections);
                break;
            case DatabaseProvider.PostgreSql:
                // No retrying execution strategy: InTransactionAsync decides what is done again.
                builder.UseNpgsql(connectionString, npgsql => npgsql.MigrationsAssembly("Platform.Migrations.PostgreSql"));
                break;
        }
    }

    private static string SqliteConnectionString(string? connectionString, string dataDirectory)
    {
        var parts = new SqliteConnectionStringBuilder(connectionString) { ForeignKeys = true };
        if (parts.DataSource.Length == 0)
        {
            parts.DataSource = Path.Combine(dataDirectory, "platform.db");
        }

        return parts.ConnectionString;
    }
}
