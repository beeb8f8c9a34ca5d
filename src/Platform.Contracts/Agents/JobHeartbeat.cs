namespace Platform.Contracts.Agents;

/// <summary>What the server answers to a heartbeat.</summary>
/// <param name="Stop">What the agent must do with the tool.</param>
/// <param name="LeaseSeconds">The agent must have interrupted the tool if no heartbeat was answered for this long.</param>
public sealed record JobHeartbeat(StopRequest Stop, int LeaseSeconds);

/// <summary>What somebody asked to happen to a running job.</summary>
public enum StopRequest
{
    None,

    /// <summary>Interrupt the tool and let it end by itself.</summary>
    Interrupt,

    /// <summary>End the process tree now.</summary>
    Kill,
}
