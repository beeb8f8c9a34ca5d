namespace Platform.Agent.Server;

/// <summary>The server answered something that trying again does not change.</summary>
internal sealed class ServerRefusedException : Exception
{
    public ServerRefusedException()
    {
    }

    public ServerRefusedException(string message)
        : base(message)
    {
    }

    public ServerRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
