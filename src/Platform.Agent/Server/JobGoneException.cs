namespace Platform.Agent.Server;

/// <summary>The server said that the job is no longer this agent's (410).</summary>
internal sealed class JobGoneException : Exception
{
    public JobGoneException()
        : this("The server no longer counts on this agent for the job.")
    {
    }

    public JobGoneException(string message)
        : base(message)
    {
    }

    public JobGoneException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
