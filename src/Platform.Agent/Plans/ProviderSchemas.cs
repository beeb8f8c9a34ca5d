using Platform.Agent.Jobs;
using Platform.Contracts.Agents;

namespace Platform.Agent.Plans;

/// <summary>A file with the schemas of the configuration's providers, or one sentence that says why there is none.</summary>
internal sealed record SchemaSearch(string? Path, string? Problem);

/// <summary>Gets <c>providers schema -json</c>.</summary>
/// <remarks>
/// The command lists only the providers that the configuration uses, and what runs in a job can change what it sees. So its answer serves this job
/// alone, and a client that misses a schema crashes: a lock file may name more providers than a configuration uses.
/// </remarks>
internal sealed class ProviderSchemas(Engine engine, OwnSchemas own)
{
    public async Task<SchemaSearch> GetAsync(Job job, CancellationToken cancellationToken)
    {
        // Without a lock file only the tool's own provider can be used.
        if (!HasLockFile(job) && await own.GetAsync(job.Tool!, cancellationToken) is { } known)
        {
            return new SchemaSearch(known, Problem: null);
        }

        var fresh = job.Folder.Kept("schemas.json");
        // The command reads the state as well, which is behind the network when the agent serves it.
        var exit = await engine.RunToFileAsync(job, ["providers", "schema", "-json"], withNetwork: job.Document.StateBackend == StateBackend.Http, fresh, cancellationToken);
        return exit.ExitCode == 0
            ? new SchemaSearch(fresh, Problem: null)
            : new SchemaSearch(null, $"The schemas of the providers could not be read: {exit.LimitReached ?? exit.StandardError.Trim()}");
    }

    private static bool HasLockFile(Job job)
    {
        using var lockFile = job.Folder.Shared.OpenRead($"{job.RootModule}/.terraform.lock.hcl");
        return lockFile is not null;
    }
}
