using Microsoft.Extensions.Logging;
using Platform.ConfigurationVersions;
using Platform.Persistence;

namespace Platform.Runs;

/// <summary>A configuration that asks for it is run as soon as it is uploaded (<c>auto-queue-runs</c>; the CLI never asks).</summary>
internal sealed class RunUploadedConfiguration(PlatformDbContext db, CreateRun create, ILogger<RunUploadedConfiguration> log) : IConfigurationUploaded
{
    public async Task UploadedAsync(ConfigurationVersion configuration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (!configuration.AutoQueueRuns)
        {
            return;
        }

        // The run looks at the row, in the same transaction.
        await db.SaveChangesAsync(cancellationToken);
        var wish = new NewRun
        {
            WorkspaceId = configuration.WorkspaceId,
            ConfigurationVersionId = configuration.Id,
            Message = "Triggered by an upload",
            Source = "tfe-configuration-version",
        };
        if ((await create.ExecuteAsync(wish, cancellationToken)).Refusal is { } refusal)
        {
            log.UploadNotRun(configuration.Id, refusal.Message);
        }
    }
}
