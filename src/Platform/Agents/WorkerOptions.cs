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
}
