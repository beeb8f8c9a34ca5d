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

internal sealed record HookEvent(EventResource? Resource = null, string? Action = null, string? IdKey = null, string? IdValue = null, double? ElapsedSeconds = null, string? Provisioner = null, string? Output = null);

internal sealed record EventResource(string Addr);

internal sealed record ChangeSummary(int Add = 0, int Change = 0, int Import = 0, int Remove = 0, string? Operation = null);

internal sealed record Diagnostic(string Severity, string Summary, string? Detail = null, string? Address = null, DiagnosticRange? Range = null, DiagnosticSnippet? Snippet = null);

internal sealed record DiagnosticRange(string Filename, DiagnosticPosition Start);

internal sealed record DiagnosticPosition(int Line);

internal sealed record DiagnosticSnippet(string Code, int StartLine, int HighlightStartOffset, int HighlightEndOffset, string? Context = null, IReadOnlyList<DiagnosticValue>? Values = null);

internal sealed record DiagnosticValue(string Traversal, string Statement);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ToolEvent))]
internal sealed partial class ToolEventJson : JsonSerializerContext;
