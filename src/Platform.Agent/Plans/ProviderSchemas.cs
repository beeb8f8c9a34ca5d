using System.Security.Cryptography;
using System.Text;
using Platform.Agent.Jobs;
using Platform.Contracts.Agents;

namespace Platform.Agent.Plans;

/// <summary>A file with the schemas of the configuration's providers, or one sentence that says why there is none.</summary>
internal sealed record SchemaSearch(string? Path, string? Problem);

/// <summary>Gets <c>providers schema -json</c>. For the tool's own provider alone it is asked once on each node.</summary>
/// <remarks>
/// The command lists only the providers that the configuration uses. A configuration without resources has none, so what it said must not serve
/// the next one, and a lock file may name more providers than a configuration uses: a client that misses a schema crashes.
/// </remarks>
/// <param name="cacheDirectory">Readable by the agent's user only.</param>
internal sealed class ProviderSchemas(Engine engine, string cacheDirectory)
{
    private const string OwnProvider = "\"terraform.io/builtin/terraform\"";

    public async Task<SchemaSearch> GetAsync(Job job, CancellationToken cancellationToken)
    {
        var cached = CachedPath(job);
        if (File.Exists(cached))
        {
            return new SchemaSearch(cached, Problem: null);
        }

        var fresh = job.Folder.Kept("schemas.json");
        // The command reads the state as well, which is behind the network when the agent serves it.
        var exit = await engine.RunToFileAsync(job, ["providers", "schema", "-json"], withNetwork: job.Document.StateBackend == StateBackend.Http, fresh, cancellationToken);
        if (exit.ExitCode != 0)
        {
            return new SchemaSearch(null, $"The schemas of the providers could not be read: {exit.LimitReached ?? exit.StandardError.Trim()}");
        }

        if (cached is null || !(await File.ReadAllTextAsync(fresh, cancellationToken)).Contains(OwnProvider, StringComparison.Ordinal))
        {
            return new SchemaSearch(fresh, Problem: null);
        }

        Directory.CreateDirectory(cacheDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Move(fresh, cached, overwrite: true);
        return new SchemaSearch(cached, Problem: null);
    }

    /// <summary>Null with a lock file: without one, only the tool's own provider can be used.</summary>
    private string? CachedPath(Job job)
    {
        using var lockFile = job.Folder.Shared.OpenRead($"{job.RootModule}/.terraform.lock.hcl");
        return lockFile is null
            ? Path.Combine(cacheDirectory, $"own-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(job.Tool!.Identity)))}.json")
            : null;
    }
}
