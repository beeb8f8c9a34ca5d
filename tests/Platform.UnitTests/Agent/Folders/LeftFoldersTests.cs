using Microsoft.Extensions.Logging.Abstractions;
using Platform.Agent.Folders;
using Platform.Contracts.Ids;

namespace Platform.UnitTests.Agent.Folders;

public sealed class LeftFoldersTests : IDisposable
{
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("left-folders-");

    [Fact]
    public void The_folder_of_a_living_job_stays_and_that_of_a_dead_one_goes_whatever_is_in_it()
    {
        using var living = new JobFolder(_work.FullName, JobId.New(), sandboxUserId: null);
        var dead = new JobFolder(_work.FullName, JobId.New(), sandboxUserId: null);
        dead.Dispose();
        var closed = Directory.CreateDirectory(Path.Combine(dead.Shared.Path, "closed", "within"));
        File.WriteAllText(Path.Combine(closed.FullName, "file"), "x");
        File.SetUnixFileMode(closed.Parent!.FullName, UnixFileMode.None);

        Sweep();

        Assert.Equal([living.Path], Directory.GetDirectories(_work.FullName));
        Assert.True(Directory.Exists(living.Shared.Path));
    }

    [Fact]
    public void A_state_that_was_not_delivered_is_all_that_stays_of_a_dead_job()
    {
        var dead = new JobFolder(_work.FullName, JobId.New(), sandboxUserId: null);
        foreach (var name in (string[])[JobFolder.KeptState, JobFolder.Undelivered, "text.log", "plan.json"])
        {
            File.WriteAllText(dead.Kept(name), name);
        }

        dead.Dispose();

        Sweep();
        Sweep();

        Assert.Equal(
            [dead.Kept(JobFolder.KeptState), dead.Kept(JobFolder.Undelivered)],
            Directory.GetFiles(dead.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_old_rehearsals_and_questions_go_and_what_is_no_jobs_stays()
    {
        foreach (var name in (string[])["rehearsal-old", "rehearsal-new", "asking-old", "cache", "certificates"])
        {
            var folder = Directory.CreateDirectory(Path.Combine(_work.FullName, name));
            if (!name.EndsWith("-new", StringComparison.Ordinal))
            {
                folder.LastWriteTimeUtc = DateTime.UnixEpoch;
            }
        }

        Sweep();

        Assert.Equal(["cache", "certificates", "rehearsal-new"], _work.GetDirectories().Select(folder => folder.Name).Order(StringComparer.Ordinal));
    }

    public void Dispose() => _work.Delete(recursive: true);

    private void Sweep() => new LeftFolders(_work.FullName, TimeProvider.System, NullLogger.Instance).Sweep();
}
