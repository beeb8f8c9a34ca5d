using Platform.Results;

namespace Platform.Organizations;

/// <summary>Reads an execution mode as a client sends it.</summary>
internal static class ExecutionModeText
{
    /// <summary>The mode, or why there is none of that name.</summary>
    public static Result<ExecutionMode> Read(string text, string attribute) => text switch
    {
        "remote" => ExecutionMode.Remote,
        "local" => ExecutionMode.Local,
        "agent" => Refusal.Invalid("There is no agent pool that could run this workspace; choose remote or local.", attribute),
        _ => Refusal.Invalid("Execution mode must be \"remote\" or \"local\".", attribute),
    };
}
