namespace Platform.Organizations;

/// <summary>Where plans and applies run.</summary>
public enum ExecutionMode
{
    Remote,
    Local,
    Agent,
}
