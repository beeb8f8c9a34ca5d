using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Agent.Rendering;

/// <summary>One line of <c>-json</c> output, as far as the agent reads it (protocol.md §6.3).</summary>
internal sealed record ToolEvent
{
    [JsonPropertyName("@message")]
    public string Message { get; init; } = "";

    public string Type { get; init; } = "";
    public HookEvent? Hook { get; init; }
    public ChangeSummary? Changes { get; init; }
    public Diagnostic? Diagnostic { get; init; }
    public JsonElement? Outputs { get; init; }

    /// <summary>Null when the line is JSON of another shape.</summary>
    public static ToolEvent? TryParse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ToolEventJson.Default.ToolEvent);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record HookEvent(EventResource? Resource, string? Action, string? IdKey, string? IdValue, double? ElapsedSeconds, string? Provisioner, string? Output);

internal sealed record EventResource(string Addr);

internal sealed record ChangeSummary(int Add, int Change, int Import, int Remove, string? Operation);

internal sealed record Diagnostic(string Severity, string Summary, string? Detail, string? Address, DiagnosticRange? Range, DiagnosticSnippet? Snippet);

internal sealed record DiagnosticRange(string Filename, DiagnosticPosition Start);

internal sealed record DiagnosticPosition(int Line);

internal sealed record DiagnosticSnippet(string? Context, string Code, int StartLine, int HighlightStartOffset, int HighlightEndOffset, IReadOnlyList<DiagnosticValue>? Values);

internal sealed record DiagnosticValue(string Traversal, string Statement);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ToolEvent))]
internal sealed partial class ToolEventJson : JsonSerializerContext;
