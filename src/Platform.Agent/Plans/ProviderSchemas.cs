using System.Security.Cryptography;
using System.Text;
using Platform.Agent.Jobs;
using Platform.Contracts.Agents;

namespace Platform.Agent.Plans;

/// <summary>A file with the schemas of the configuration's providers, or one sentence that says why there is none.</summary>
internal sealed record SchemaSearch(string? Path, string? Problem);

/// <summary>Gets <c>providers schema -json</c>, which only depends on the tool and the locked providers, so that it is asked once on each node.</summary>
/// <param name="cacheDirectory">Readable by the agent's user only.</param>
internal sealed class ProviderSchemas(Engine engine, string cacheDirectory)
{
    public async Task<SchemaSearch> GetAsync(Job job, CancellationToken cancellationToken)
    {
        var cached = Path.Combine(cacheDirectory, await KeyAsync(job, cancellationToken) + ".json");
        if (File.Exists(cached))
        {
            return new SchemaSearch(cached, Problem: null);
        }

        Directory.CreateDirectory(cacheDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var fresh = job.Folder.Kept("schemas.json");
        // The command reads the state as well, which is behind the network when the agent serves it.
        var exit = await engine.RunToFileAsync(job, ["providers", "schema", "-json"], withNetwork: job.Document.StateBackend == StateBackend.Http, fresh, cancellationToken);
        if (exit.ExitCode != 0)
        {
            return new SchemaSearch(null, $"The schemas of the providers could not be read: {exit.LimitReached ?? exit.StandardError.Trim()}");
        }

        File.Move(fresh, cached, overwrite: true);
        return new SchemaSearch(cached, Problem: null);
    }

    private static async Task<string> KeyAsync(Job job, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(job.Tool!.Identity + "\n"));
        await using var lockFile = job.Folder.Shared.OpenRead($"{job.RootModule}/.terraform.lock.hcl");
        if (lockFile is not null)
        {
            // The lock names each provider's version with the hashes of its files. Without it only the tool's own provider is used.
            var content = new MemoryStream();
            await lockFile.CopyToAsync(content, cancellationToken);
            hash.AppendData(content.ToArray());
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
