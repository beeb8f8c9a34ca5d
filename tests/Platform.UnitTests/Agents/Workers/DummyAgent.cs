namespace Platform.UnitTests.Agents.Workers;

/// <summary>An agent program for tests: a shell script that speaks the agent's side of standard input and output.</summary>
internal sealed class DummyAgent : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("agents-").FullName;

    public string Path => System.IO.Path.Combine(Folder, "agent");

    /// <summary>Every agent that was started has left a line here: its process id and its settings.</summary>
    public string Started => System.IO.Path.Combine(Folder, "started");

    /// <summary>What the script does with <c>$job</c>, the line with the job.</summary>
    public DummyAgent(string withJob = "exit 0", string atStart = "", string check = """echo '{"possible":true}'""")
    {
        File.WriteAllText(Path, $"""
            #!/bin/sh
            cd {Folder}
            if [ "$1" = --check ]; then echo "$2" > checked; {check}; exit; fi
            read -r settings
            echo "$$ $settings" >> started
            env > environment
            {atStart}
            echo ready
            read -r job || exit 0
            {withJob}
            """);
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string[] StartedLines => File.Exists(Started) ? File.ReadAllLines(Started) : [];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
