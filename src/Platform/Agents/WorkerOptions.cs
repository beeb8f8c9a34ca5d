using System.ComponentModel.DataAnnotations;

namespace Platform.Agents;

/// <summary>The settings of the section <c>Worker</c>.</summary>
public sealed class WorkerOptions
{
    public const string Section = "Worker";

    /// <summary>How many phases this node carries out at once; 0: one for each processor.</summary>
    [Range(1, 1000)]
    public int Slots
    {
        get => field == 0 ? Environment.ProcessorCount : field;
        set;
    }

    /// <summary>The agent's executable; unset: <c>agent/Platform.Agent</c> beside the server.</summary>
    public string? AgentPath { get; set; }

    /// <summary>Folder that agents work in; unset: <c>work</c> in the data folder, or a folder below <c>/var/lib/platform-agents</c> where the sandbox's user cannot reach that.</summary>
    public string? WorkDirectory { get; set; }

    /// <summary>An agent that was not heard of for this long has lost its job. It interrupts the tool somewhat earlier by itself.</summary>
    [Range(typeof(TimeSpan), "00:00:06", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>Whether an agent rehearses a plan and an apply before its job comes, so that the job is quicker. It costs each agent a second of processor time or more (docs/performance.md).</summary>
    public bool Rehearse { get; set; } = true;

    /// <summary>First of the user ids that sandboxes run as when the server is root; each agent has one of its own from here on.</summary>
    [Range(1, 4_000_000_000)]
    public long FirstUserId { get; set; } = 64_100;
}
