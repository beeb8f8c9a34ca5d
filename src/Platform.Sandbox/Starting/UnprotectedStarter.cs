using Platform.Sandbox.Isolation;
using Platform.Sandbox.Limits;

namespace Platform.Sandbox.Starting;

/// <summary>Starts a program on the host itself, for hosts without bubblewrap whose owner accepts that.</summary>
internal sealed class UnprotectedStarter(StarterThread thread, HostPrograms programs, TimeProvider clock) : IProgramStarter
{
    public async Task<SandboxProcess> StartAsync(SandboxRequest request, CancellationToken cancellationToken)
    {
        WorkFolder.GiveTo(request.WorkFolder, request.UserId);
        WorkFolder.RequireFolder(request.WorkFolder, request.CurrentDirectory);
        var paths = SandboxPaths.OnHost(request.WorkFolder);
        WritePrivateFiles(request, paths.PrivateFiles);
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

    private static void WritePrivateFiles(SandboxRequest request, string folder)
    {
        if (request.PrivateFiles.Count == 0)
        {
            return;
        }

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        WorkFolder.GiveTo(folder, request.UserId);
        foreach (var (name, content) in request.PrivateFiles)
        {
            var path = Path.Combine(folder, Path.GetFileName(name));
            File.WriteAllBytes(path, content.Span);
            File.SetUnixFileMode(path, UnixFileMode.UserRead);
            WorkFolder.GiveTo(path, request.UserId);
        }
    }

    private static void RemovePrivateFiles(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
