using Microsoft.Extensions.Logging;

namespace Platform.Agent;

/// <summary>Writes the agent's own messages to standard error, where the node that started it reads them. Light enough for a process of one job.</summary>
internal sealed class StandardErrorLogger(TextWriter output, TimeProvider clock) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var line = $"{clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {logLevel.ToString().ToLowerInvariant()} {formatter(state, exception)}{(exception is null ? "" : $" {exception}")}";
        lock (output)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }
}
