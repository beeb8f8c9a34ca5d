using Platform.Contracts.Ids;
using Platform.Sandbox;

namespace Platform.Agent.Folders;

/// <summary>Where one job keeps its files.</summary>
/// <remarks>
/// <c>shared</c> is what the sandbox sees and may write. Everything else is the agent's own: logs on their way, and state that the server has not
/// acknowledged, which stays when all else is deleted.
/// </remarks>
internal sealed class JobFolder : IDisposable
{
    public const string Configuration = "configuration";
    public const string StateFile = "state/terraform.tfstate";
    public const string PlanFile = "plan/plan.bin";
    /// <summary>The kept file that the agent serves to a tool with the <c>http</c> backend.</summary>
    public const string ServedState = "served.tfstate";

    /// <summary>The kept file with the newest state.</summary>
    public const string KeptState = "terraform.tfstate";

    /// <summary>The kept file with a state that the platform does not take.</summary>
    public const string RefusedState = "refused.tfstate";

    /// <summary>The kept file that is there while the newest state is not acknowledged.</summary>
    public const string Undelivered = "undelivered";

    /// <summary>The kept file that is locked while the job's agent lives.</summary>
    public const string Alive = "alive";

    /// <summary>The folder of what only the agent's user can read.</summary>
    public const string KeptName = "kept";

    /// <summary>What the name of a folder begins with while it is being made.</summary>
    public const string Unnamed = "new-";

    public const string GeneratedConfiguration = "plan/generated.tf";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _alive;

    public JobFolder(string parent, JobId job, int? sandboxUserId)
    {
        Path = System.IO.Path.Combine(parent, job.Value);
        if (Directory.Exists(Path))
        {
            // The same job once more on this node (its first agent was lost): what that one kept is not ours to overwrite.
            Path = $"{Path}-{Guid.NewGuid():n}";
        }

        // Locked before it has a name by which others look for what nobody holds any more.
        var unnamed = System.IO.Path.Combine(parent, $"{Unnamed}{Guid.NewGuid():n}");
        // The sandbox's user passes through this folder to reach the shared one, and cannot list it.
        Directory.CreateDirectory(unnamed, OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var kept = Directory.CreateDirectory(System.IO.Path.Combine(unnamed, KeptName), OwnerOnly);
        _alive = new FileStream(System.IO.Path.Combine(kept.FullName, Alive), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        Directory.Move(unnamed, Path);
        Shared = new SharedFolder(System.IO.Path.Combine(Path, "shared"), sandboxUserId);
        foreach (var folder in (string[])[Configuration, "state", "plan"])
        {
            Shared.CreateDirectory(folder);
        }
    }

    public string Path { get; }

    public SharedFolder Shared { get; }

    /// <summary>A file that only the agent's user can read.</summary>
    public string Kept(string name) => System.IO.Path.Combine(KeptPath, name);

    private string KeptPath => System.IO.Path.Combine(Path, KeptName);

    /// <summary>Deletes everything.</summary>
    public void Delete() => WorkFolder.Delete(Path);

    /// <summary>Deletes what only a running job needs and leaves what was not delivered.</summary>
    public void DeleteShared() => DeleteShared(Shared.Path);

    /// <summary>Deletes a folder that a sandbox's user may have closed, where that is the agent's own user.</summary>
    public static void DeleteShared(string path)
    {
        File.SetUnixFileMode(path, OwnerOnly);
        WorkFolder.Delete(path);
    }

    public void Dispose()
    {
        Shared.Dispose();
        _alive.Dispose();
    }
}
