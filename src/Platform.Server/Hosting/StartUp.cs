using System.Data.Common;
using Microsoft.Extensions.Options;
using Platform.Discovery;
using Platform.Identity.Users;
using Platform.Persistence;
using Platform.Server.Tls;

namespace Platform.Server.Hosting;

/// <summary>What must be so before the server serves; each failure is one sentence.</summary>
internal sealed class StartUp(
    IStartupValidator validator,
    DataFolder folder,
    ServerCertificate certificate,
    ConfiguredCertificate configured,
    IServiceScopeFactory scopes,
    ILogger<StartUp> log)
{
    /// <summary>Checks the settings and the data folder, makes the certificate and brings the database up to date.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        CheckSettings();
        folder.Prepare();
        folder.Hold();
        await PrepareDatabaseAsync(cancellationToken);
    }

    /// <summary>The same for a command that works beside a server. One that holds the data folder has done all this already.</summary>
    public async Task PrepareBesideAsync(CancellationToken cancellationToken)
    {
        CheckSettings();
        folder.Prepare();
        if (folder.TryHold())
        {
            await PrepareDatabaseAsync(cancellationToken);
        }
    }

    private async Task PrepareDatabaseAsync(CancellationToken cancellationToken)
    {
        // The certificate is made beside the work on the database: two of the longest parts of a start.
        var certified = configured.IsThere ? Task.CompletedTask : Task.Run(() => certificate.Current, cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        await MigrateAsync(scope.ServiceProvider.GetRequiredService<DatabaseMigrator>(), cancellationToken);
        if ((await scope.ServiceProvider.GetRequiredService<FirstAdministrator>().EnsureAsync(cancellationToken)).Refusal is { } refusal)
        {
            throw new StartRefusedException(refusal.Message);
        }

        await certified;
    }

    /// <summary>Refuses settings that make no sense, each named.</summary>
    public void CheckSettings()
    {
        if (configured.Check() is { } unusable)
        {
            throw new StartRefusedException(unusable.Message);
        }

        try
        {
            validator.Validate();
        }
        catch (OptionsValidationException exception)
        {
            throw new StartRefusedException(SettingSentences.For([exception]), exception);
        }
        catch (AggregateException exception) when (exception.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            throw new StartRefusedException(SettingSentences.For(exception.InnerExceptions.Cast<OptionsValidationException>()), exception);
        }
    }

    /// <summary>The refusal for a database that does not answer, or not as it should.</summary>
    public static StartRefusedException DatabaseRefused(Exception exception)
    {
        var cause = exception is InvalidOperationException ? exception.InnerException! : exception;
        return new StartRefusedException(
            $"The database cannot be used ({cause.Message.ReplaceLineEndings(" ").TrimEnd('.')}): check the settings Database:Provider and ConnectionStrings:Platform.", exception);
    }

    private async Task MigrateAsync(DatabaseMigrator migrator, CancellationToken cancellationToken)
    {
        try
        {
            var result = await migrator.MigrateAsync(cancellationToken);
            if (result.Refusal is { } refusal)
            {
                throw new StartRefusedException(refusal.Message);
            }

            if (result.Value > 0)
            {
                log.DatabaseMigrated(result.Value);
            }
        }
        catch (Exception exception) when (exception is DbException or ArgumentException or IOException or UnauthorizedAccessException or InvalidOperationException { InnerException: DbException })
        {
            throw DatabaseRefused(exception);
        }
    }
}
