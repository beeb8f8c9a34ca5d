using Microsoft.Extensions.Logging;
using Platform.Agent.Jobs;
using Platform.Sandbox;

namespace Platform.Agent.Folders;

/// <summary>Deletes what agents left that were killed, and keeps a state that no server acknowledged.</summary>
/// <remarks>Every agent looks once, while it waits for its job, so that nothing is left for longer than until the next start of one.</remarks>
internal sealed class LeftFolders(string workDirectory, TimeProvider clock, ILogger log)
{
    // Longer than these live.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    private static readonly string[] ShortLived = ["rehearsal-", "asking-", JobFolder.Unnamed];
    private static readonly string[] StaysUndelivered = [JobFolder.KeptState, JobFolder.RefusedState, JobFolder.Undelivered];

    public void Sweep()
    {
        foreach (var folder in new DirectoryInfo(workDirectory).EnumerateDirectories())
        {
            try
            {
                if (folder.Name.StartsWith("job-", StringComparison.Ordinal))
                {
                    SweepJob(folder);
                }
                else if (Array.Exists(ShortLived, prefix => folder.Name.StartsWith(prefix, StringComparison.Ordinal)) && IsOld(folder))
                {
                    WorkFolder.Delete(folder.FullName);
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Another agent sweeps the same, or it cannot be deleted; neither keeps this one from its job.
                log.FolderStays(folder.FullName, fault.Message);
            }
        }
    }

    private void SweepJob(DirectoryInfo folder)
    {
        var kept = Path.Combine(folder.FullName, JobFolder.KeptName);
        var alive = Path.Combine(kept, JobFolder.Alive);
        if (!File.Exists(alive))
        {
            // Swept already, or half deleted.
            if (!File.Exists(Path.Combine(kept, JobFolder.Undelivered)))
            {
                WorkFolder.Delete(folder.FullName);
            }

            return;
        }

        using var claim = Claim(alive);
        if (claim is null)
        {
            return;
        }

        if (!File.Exists(Path.Combine(kept, JobFolder.Undelivered)))
        {
            WorkFolder.Delete(folder.FullName);
            return;
        }

        foreach (var other in folder.EnumerateDirectories().Where(other => other.Name != JobFolder.KeptName))
        {
            JobFolder.DeleteShared(other.FullName);
        }

        foreach (var file in new DirectoryInfo(kept).EnumerateFiles().Where(file => !StaysUndelivered.Contains(file.Name, StringComparer.Ordinal)))
        {
            file.Delete();
        }

        log.UndeliveredStateFound(folder.FullName);
    }

    /// <summary>Null while the job's agent lives.</summary>
    private static FileStream? Claim(string alive)
    {
        try
        {
            return new FileStream(alive, FileMode.Open, FileAccess.Write, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private bool IsOld(DirectoryInfo folder) => clock.GetUtcNow().UtcDateTime - folder.LastWriteTimeUtc > Fresh;
}
