namespace Platform.Agents.Workers;

/// <summary>An agent process did not come up; the message is a sentence for the person who runs the platform.</summary>
internal sealed class AgentStartException(string message, Exception? innerException = null) : Exception(message, innerException);
