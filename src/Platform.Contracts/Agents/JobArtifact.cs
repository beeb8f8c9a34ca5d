namespace Platform.Contracts.Agents;

/// <summary>What a plan leaves behind, each stored as one encrypted object. The names are path segments of the agent API.</summary>
public enum JobArtifact
{
    /// <summary>The tool's own plan file.</summary>
    PlanFile,

    /// <summary><c>.terraform.lock.hcl</c> as it was after init.</summary>
    LockFile,

    /// <summary>Output of <c>show -json</c> on the plan; it holds secrets.</summary>
    JsonPlan,

    /// <summary>The document of protocol.md §6.5, secrets replaced.</summary>
    RedactedJsonPlan,
}
