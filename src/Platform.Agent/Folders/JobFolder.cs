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

    public const string GeneratedConfiguration = "plan/generated.tf";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public JobFolder(string parent, JobId job, int? sandboxUserId)
    {
        Path = System.IO.Path.Combine(parent, job.Value);
        if (Directory.Exists(Path))
        {
            // The same job once more on this node (its first agent was lost): what that one kept is not ours to overwrite.
            Path = $"{Path}-{Guid.NewGuid():n}";
        }

        // The sandbox's user passes through this folder to reach the shared one, and cannot list it.
        Directory.CreateDirectory(Path, OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        Directory.CreateDirectory(KeptPath, OwnerOnly);
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

    private string KeptPath => System.IO.Path.Combine(Path, "kept");

    /// <summary>Deletes everything.</summary>
    public void Delete() => WorkFolder.Delete(Path);

    /// <summary>Deletes what only a running job needs and leaves what was not delivered.</summary>
    public void DeleteShared() => WorkFolder.Delete(Shared.Path);

    public void Dispose() => Shared.Dispose();
}
