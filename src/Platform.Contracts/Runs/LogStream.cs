namespace Platform.Contracts.Runs;

/// <summary>A phase keeps two logs (ADR "two logs"): what people and <c>backend "remote"</c> read, and the tool's own events.</summary>
public enum LogStream
{
    /// <summary>Rendered for people, with colours.</summary>
    Text,

    /// <summary>The tool's <c>-json</c> lines after three plain ones, which <c>cloud {}</c> renders itself.</summary>
    Events,
}
