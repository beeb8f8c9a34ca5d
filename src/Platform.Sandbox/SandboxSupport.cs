namespace Platform.Sandbox;

/// <summary>Whether this host can run sandboxes.</summary>
/// <param name="Problem">One plain sentence that says what is missing and what to do; null when nothing is.</param>
public sealed record SandboxSupport(string? Problem)
{
    public bool IsPossible => Problem is null;
}
