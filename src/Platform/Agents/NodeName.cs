namespace Platform.Agents;

/// <summary>What this process calls itself in the rows of the jobs that its agents carry out.</summary>
/// <param name="Value">Machine name and process id.</param>
public sealed record NodeName(string Value)
{
    public static NodeName Current { get; } = new($"{Environment.MachineName}:{Environment.ProcessId}");
}
