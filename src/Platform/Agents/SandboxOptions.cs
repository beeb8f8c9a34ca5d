using System.ComponentModel.DataAnnotations;
using Platform.Contracts.Agents;

namespace Platform.Agents;

/// <summary>The settings of the section <c>Sandbox</c>: where the tool runs and what it may use up (design.md §5.2).</summary>
public sealed class SandboxOptions
{
    public const string Section = "Sandbox";

    public SandboxMode Mode { get; set; } = SandboxMode.Bubblewrap;

    /// <summary>What the sandbox may reach.</summary>
    public NetworkMode Network { get; set; } = NetworkMode.Fenced;

    /// <summary>Most processes and threads at once.</summary>
    [Range(16, 100_000)]
    public int Processes { get; set; } = 1024;

    /// <summary>Most resident memory of all processes together.</summary>
    [Range(64L << 20, long.MaxValue)]
    public long MemoryBytes { get; set; } = 4L << 30;

    /// <summary>Most bytes in the work folder.</summary>
    [Range(64L << 20, long.MaxValue)]
    public long DiskBytes { get; set; } = 16L << 30;

    /// <summary>Longest a phase may take before it is interrupted.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "30.00:00:00")]
    public TimeSpan Time { get; set; } = TimeSpan.FromHours(4);

    /// <summary>How long an interrupted tool may take to end before its process tree is killed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan InterruptGrace { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Private hosts or ranges (<c>git.corp.example</c>, <c>10.1.0.0/16</c>) that the sandbox may reach all the same.</summary>
    public IList<string> AllowedPrivateHosts { get; } = [];

    /// <summary>How long a phase can last at most, which what it is given has to last too.</summary>
    public TimeSpan LongestPhase => Time + InterruptGrace;

    /// <summary>The limits as the agent gets them.</summary>
    public SandboxLimits Limits => new(Processes, MemoryBytes, DiskBytes, Time, InterruptGrace);
}

/// <summary>How the tool is kept apart from the node.</summary>
public enum SandboxMode
{
    Bubblewrap,

    /// <summary>Not at all: whatever a configuration runs has the rights of the agent. Loud in every log.</summary>
    None,
}
