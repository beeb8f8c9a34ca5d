namespace Platform.Contracts.Agents;

/// <summary>What <c>Platform.Agent --check</c> prints as one line of JSON.</summary>
/// <param name="Possible">This host can run sandboxes; the exit code is 0 then and 1 otherwise.</param>
/// <param name="Problem">One plain sentence that says what is missing and what to do about it.</param>
public sealed record SandboxCheck(bool Possible, string? Problem);
