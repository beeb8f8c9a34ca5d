using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Agent.Folders;
using Platform.Agent.Jobs;

namespace Platform.Agent.Steps;

/// <summary>Remembers what <c>init</c> left for a configuration that it had nothing to download for, so that the next run need not start it.</summary>
/// <remarks>
/// The key covers every byte that init reads: all configuration, lock and module files, the backend override among them, the tool itself, and the
/// environment of the job. What is remembered are two small files of settings, kept where only the agent's user can read and write.
/// </remarks>
internal sealed class InitCache(string cacheDirectory, TimeProvider clock)
{
    private const int MostOfOneWorkspace = 8;
    private const int LongestManifest = 1024 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly string[] ReadByInit = [".tf", ".tf.json", ".tofu", ".tofu.json", ".terraform.lock.hcl", "modules.json", ".tfbackend"];
    // The record of the backend, which init always leaves.
    private const string Record = "terraform.tfstate";
    private static readonly string[] Remembered = [Record, "modules/modules.json"];

    /// <summary>Identifies all that init depends on; null when something is there that only init itself can judge.</summary>
    public InitKey? KeyOf(Job job)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, "tool", Encoding.UTF8.GetBytes(job.Tool!.Identity));
        Add(hash, "root", Encoding.UTF8.GetBytes(job.RootModule));
        foreach (var (name, value) in job.Inputs.Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            // The run's own names differ each time and mean nothing to init.
            if (!name.StartsWith("TFC_", StringComparison.Ordinal) && !name.StartsWith("TF_VAR_TFC_", StringComparison.Ordinal))
            {
                Add(hash, name, Encoding.UTF8.GetBytes(value));
            }
        }

        foreach (var file in job.Folder.Shared.AllFiles(JobFolder.Configuration).OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            if (file.IsLink)
            {
                // What a link stands for may be a whole folder of modules.
                return null;
            }

            if (ReadByInit.Any(ending => file.Path.EndsWith(ending, StringComparison.Ordinal)))
            {
                using var content = job.Folder.Shared.OpenRead(file.Path);
                if (content is null)
                {
                    return null;
                }

                Add(hash, file.Path, SHA256.HashData(content));
            }
        }

        return new InitKey(Convert.ToHexStringLower(hash.GetHashAndReset()), LockFileOf(job));
    }

    /// <summary>Puts the remembered files in place; false when there are none.</summary>
    public bool TryRestore(Job job, InitKey key)
    {
        var folder = FolderOf(job, key);
        if (!Directory.Exists(folder))
        {
            return false;
        }

        try
        {
            foreach (var name in Remembered)
            {
                var path = Path.Combine(folder, name.Replace('/', '-'));
                if (name == Record || File.Exists(path))
                {
                    var target = $"{job.RootModule}/.terraform/{name}";
                    job.Folder.Shared.CreateDirectory(Path.GetDirectoryName(target)!);
                    job.Folder.Shared.Write(target, File.ReadAllBytes(path));
                }
            }

            // Fails where another agent has taken the folder away meanwhile: then a file may have been passed over that was there.
            Directory.SetLastWriteTimeUtc(folder, clock.GetUtcNow().UtcDateTime);
            return true;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            // Another agent forgot it in this moment; init does the rest.
            return false;
        }
    }

    /// <summary>Remembers what init left, if it left nothing but settings.</summary>
    public void Remember(Job job, InitKey key)
    {
        var shared = job.Folder.Shared;
        var data = $"{job.RootModule}/.terraform";
        if (shared.DirectoryExists($"{data}/providers") || LockFileOf(job) != key.LockFile || !OnlyLocalModules(job, $"{data}/modules/modules.json"))
        {
            // Providers or modules were installed, or the lock file was written: each next init must look at them anew.
            return;
        }

        var folder = FolderOf(job, key);
        var fresh = $"{folder}.{Environment.ProcessId}";
        Directory.CreateDirectory(fresh, OwnerOnly);
        foreach (var name in Remembered)
        {
            using var file = shared.OpenRead($"{data}/{name}");
            if (file is not null)
            {
                using var copy = File.Create(Path.Combine(fresh, name.Replace('/', '-')));
                file.CopyTo(copy);
            }
        }

        try
        {
            Directory.Move(fresh, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another agent was faster with the same.
            Directory.Delete(fresh, recursive: true);
            return;
        }

        Forget(Path.GetDirectoryName(folder)!);
    }

    private static void Forget(string workspaceFolder)
    {
        foreach (var old in new DirectoryInfo(workspaceFolder).GetDirectories().OrderByDescending(folder => folder.LastWriteTimeUtc).Skip(MostOfOneWorkspace))
        {
            try
            {
                // Out of the way at once, so that nobody finds half of it.
                old.MoveTo($"{old.FullName}.{Guid.NewGuid():n}");
                old.Delete(recursive: true);
            }
            catch (DirectoryNotFoundException)
            {
                // Another agent forgets the same.
            }
        }
    }

    private string FolderOf(Job job, InitKey key)
    {
        var workspace = Path.Combine(cacheDirectory, job.Document.WorkspaceId.Value);
        Directory.CreateDirectory(workspace, OwnerOnly);
        return Path.Combine(workspace, key.Hash);
    }

    private static bool OnlyLocalModules(Job job, string manifest)
    {
        using var file = job.Folder.Shared.OpenRead(manifest);
        if (file is null)
        {
            return true;
        }

        if (file.Length > LongestManifest)
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(file);
            return document.RootElement.GetProperty("Modules").EnumerateArray()
                .All(module => module.GetProperty("Dir").GetString() is { } folder && !folder.Contains(".terraform", StringComparison.Ordinal));
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Not what init writes; it is left to init.
            return false;
        }
    }

    private static string? LockFileOf(Job job)
    {
        using var file = job.Folder.Shared.OpenRead($"{job.RootModule}/.terraform.lock.hcl");
        return file is null ? null : Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static void Add(IncrementalHash hash, string name, ReadOnlySpan<byte> content)
    {
        // Lengths in between, so that no two different lists give the same bytes.
        hash.AppendData(Encoding.UTF8.GetBytes($"{name.Length}:{name}:{content.Length}:"));
        hash.AppendData(content);
    }
}

/// <summary>Identifies all that init depends on.</summary>
/// <param name="LockFile">Hash of the lock file before init; null when there is none. An init that writes one has downloaded something.</param>
internal sealed record InitKey(string Hash, string? LockFile);
