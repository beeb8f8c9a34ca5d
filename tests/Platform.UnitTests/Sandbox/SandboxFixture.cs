using System.Text;
using Platform.Sandbox;

namespace Platform.UnitTests.Sandbox;

/// <summary>A host and a work folder for one test; everything it started is gone afterwards.</summary>
internal sealed class SandboxFixture : IDisposable
{
    /// <summary>Any number that no account has.</summary>
    internal const int SlotUser = 61_001;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sandbox-test-");

    internal SandboxFixture(bool isolated = true)
    {
        Host = new SandboxHost(TimeProvider.System, isolated);
        // Reachable for the slot's user, as a slot's folder must be.
        File.SetUnixFileMode(_folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        Work = Directory.CreateDirectory(Path.Combine(_folder.FullName, "work")).FullName;
    }

    internal SandboxHost Host { get; }

    internal string Folder => _folder.FullName;

    internal string Work { get; }

    internal static int? UserId => Environment.IsPrivilegedProcess ? SlotUser : null;

    internal SandboxRequest Shell(string script, params string[] arguments) => new()
    {
        FileName = "/bin/sh",
        Arguments = ["-c", script, "sh", .. arguments],
        WorkFolder = Work,
        Limits = new ProcessLimits { Time = TimeSpan.FromSeconds(60), InterruptGrace = TimeSpan.FromSeconds(5) },
        UserId = UserId,
    };

    internal Task<Finished> RunAsync(string script) => RunAsync(Shell(script));

    internal async Task<Finished> RunAsync(SandboxRequest request)
    {
        await using var process = await Host.StartAsync(request, TestContext.Current.CancellationToken);
        process.StandardInput.Close();
        return await FinishAsync(process);
    }

    internal static async Task<Finished> FinishAsync(SandboxProcess process)
    {
        var output = ReadAsync(process.StandardOutput);
        var error = ReadAsync(process.StandardError);
        var exit = await process.Completion.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        return new Finished(exit.ExitCode, exit.LimitReached, await output, await error);
    }

    /// <summary>Waits for a line on standard output.</summary>
    internal static async Task<string?> ReadLineAsync(SandboxProcess process)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await process.StandardOutput.ReadAsync(one, TestContext.Current.CancellationToken) == 1 && one[0] != (byte)'\n')
        {
            line.Append((char)one[0]);
        }

        return line.ToString();
    }

    public void Dispose()
    {
        Host.Dispose();
        WorkFolder.Delete(Work);
        _folder.Delete(recursive: true);
    }

    private static async Task<string> ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}

internal sealed record Finished(int ExitCode, string? LimitReached, string Output, string Error);
