using Platform.Sandbox.Isolation;
using Platform.Sandbox.Limits;

namespace Platform.Sandbox.Starting;

/// <summary>Starts a program on the host itself, for hosts without bubblewrap whose owner accepts that.</summary>
internal sealed class UnprotectedStarter(StarterThread thread, HostPrograms programs, TimeProvider clock) : IProgramStarter
{
    private readonly Lock _lock = new();

    /// <summary>How many programs have the private files of a folder: one that ends leaves them to the others.</summary>
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);

    public async Task<SandboxProcess> StartAsync(SandboxRequest request, CancellationToken cancellationToken)
    {
        WorkFolder.GiveTo(request.WorkFolder, request.UserId);
        WorkFolder.RequireFolder(request.WorkFolder, request.CurrentDirectory);
        var paths = SandboxPaths.OnHost(request.WorkFolder);
        var environment = new Dictionary<string, string>(request.Environment, StringComparer.Ordinal);
        environment.TryAdd("PATH", Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin");
        environment.TryAdd("HOME", paths.Work);
        environment.TryAdd("TMPDIR", Path.GetTempPath());

        // It leads a group of its own, so that it can be ended with what it started.
        var directory = Path.Combine(paths.Work, request.CurrentDirectory);
        var child = new ChildCommand("/usr/bin/env", [$"--chdir={directory}", "/usr/bin/setsid", request.FileName, .. request.Arguments], environment, [])
            .As(request.UserId, programs);
        try
        {
            WritePrivateFiles(request, paths.PrivateFiles);
            var command = await thread.RunAsync(child.Start, cancellationToken);
            var tree = new GroupTree(command.ProcessId);
            return new SandboxProcess(
                command,
                tree,
                process => new LimitWatcher(process, tree, request, clock),
                () => RemovePrivateFiles(paths.PrivateFiles));
        }
        catch
        {
            RemovePrivateFiles(paths.PrivateFiles);
            throw;
        }
    }

    private void WritePrivateFiles(SandboxRequest request, string folder)
    {
        lock (_lock)
        {
            _users[folder] = _users.GetValueOrDefault(folder) + 1;
            if (request.PrivateFiles.Count == 0)
            {
                return;
            }

            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            WorkFolder.GiveTo(folder, request.UserId);
            foreach (var (name, content) in request.PrivateFiles)
            {
                // Another program may read the one that is there.
                var (path, written) = (Path.Combine(folder, Path.GetFileName(name)), Path.Combine(folder, Path.GetRandomFileName()));
                File.WriteAllBytes(written, content.Span);
                File.SetUnixFileMode(written, UnixFileMode.UserRead);
                WorkFolder.GiveTo(written, request.UserId);
                File.Move(written, path, overwrite: true);
            }
        }
    }

    private void RemovePrivateFiles(string folder)
    {
        lock (_lock)
        {
            _users[folder]--;
            if (_users[folder] > 0)
            {
                return;
            }

            _users.Remove(folder);
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
