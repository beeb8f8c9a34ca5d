using Medallion.Shell;
using Platform.Sandbox.Isolation;
using Platform.Sandbox.Native;

namespace Platform.Sandbox.Starting;

/// <summary>A child process as it is handed to the starter thread.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">All that its environment holds.</param>
/// <param name="Inherited">Open files that it gets.</param>
internal sealed record ChildCommand(
    string FileName,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<InheritedFile> Inherited)
{
    private static readonly Lock OneAtATime = new();

    internal static IReadOnlyDictionary<string, string> NoEnvironment { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The same command, run as another user who can gain nothing by it.</summary>
    internal ChildCommand As(int? userId, HostPrograms programs)
    {
        if (userId is not { } user)
        {
            return this;
        }

        var setPriv = programs.SetPriv ?? throw new SandboxStartException("setpriv is missing; install the package util-linux.");
        return this with
        {
            FileName = setPriv,
            Arguments = [$"--reuid={user}", $"--regid={user}", "--clear-groups", "--inh-caps=-all", "--no-new-privs", "--", FileName, .. Arguments],
        };
    }

    /// <summary>Starts it. Only for a starter thread.</summary>
    internal Command Start()
    {
        // A file that one child inherits is open to every child that starts at the same moment.
        lock (OneAtATime)
        {
            return StartAlone();
        }
    }

    private Command StartAlone()
    {
        Libc.KeepFilesFromChildren();
        foreach (var file in Inherited)
        {
            Libc.SetInheritable(file.Descriptor, true);
        }

        try
        {
            var command = Command.Run(FileName, [], options => options
                .ThrowOnError(false)
                .DisposeOnExit(false)
                .StartInfo(info =>
                {
                    info.Arguments = "";
                    foreach (var argument in Arguments)
                    {
                        info.ArgumentList.Add(argument);
                    }

                    info.Environment.Clear();
                    foreach (var (name, value) in Environment)
                    {
                        info.Environment[name] = value;
                    }

                    info.WorkingDirectory = "/";
                }));
            // Output that nobody reads yet makes the program wait instead of filling our memory.
            command.StandardOutput.StopBuffering();
            command.StandardError.StopBuffering();
            return command;
        }
        finally
        {
            foreach (var file in Inherited)
            {
                Libc.SetInheritable(file.Descriptor, false);
            }
        }
    }
}
