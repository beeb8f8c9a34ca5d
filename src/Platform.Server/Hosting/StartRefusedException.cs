namespace Platform.Server.Hosting;

/// <summary>The program cannot start, for a reason that the person who starts it can mend; the message is the sentence they get.</summary>
internal sealed class StartRefusedException : Exception
{
    public StartRefusedException()
    {
    }

    public StartRefusedException(string message)
        : base(message)
    {
    }

    public StartRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
