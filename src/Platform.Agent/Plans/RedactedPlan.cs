using System.Security.Cryptography;
using System.Text.Json;

namespace Platform.Agent.Plans;

/// <summary>Writes the document of protocol.md §6.5: the changes of a plan without its secrets, with the schemas that a reader needs.</summary>
internal static class RedactedPlan
{
    private static readonly string[] ChangeLists = ["resource_changes", "resource_drift"];

    /// <summary>The longest document that is taken into memory.</summary>
    public const long LongestInput = 256L * 1024 * 1024;

    public static bool IsTooLarge(string planPath, string schemasPath) =>
        new FileInfo(planPath).Length > LongestInput || new FileInfo(schemasPath).Length > LongestInput;

    /// <summary>Returns whether the plan carries generated configuration.</summary>
    public static async Task<bool> WriteAsync(string planPath, string schemasPath, string outputPath, CancellationToken cancellationToken)
    {
        await using var planFile = File.OpenRead(planPath);
        using var plan = await JsonDocument.ParseAsync(planFile, default, cancellationToken);
        await using var schemasFile = File.OpenRead(schemasPath);
        using var schemas = await JsonDocument.ParseAsync(schemasFile, default, cancellationToken);
        await using var output = new FileStream(outputPath, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        await using var writer = new Utf8JsonWriter(output);
        Write(plan.RootElement, schemas.RootElement, new Redaction(RandomNumberGenerator.GetBytes(32)), writer);
        return Changes(plan.RootElement).Any(HasGeneratedConfiguration);
    }

    internal static void Write(JsonElement plan, JsonElement schemas, Redaction redaction, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        CopyAs(plan, "format_version", "plan_format_version", writer);
        foreach (var name in ChangeLists)
        {
            writer.WritePropertyName(name);
            writer.WriteStartArray();
            foreach (var resource in Items(plan, name))
            {
                WriteResource(resource, redaction, writer);
            }

            writer.WriteEndArray();
        }

        writer.WritePropertyName("output_changes");
        writer.WriteStartObject();
        if (plan.TryGetProperty("output_changes", out var outputs))
        {
            foreach (var output in outputs.EnumerateObject())
            {
                writer.WritePropertyName(output.Name);
                redaction.WriteChange(output.Value, writer);
            }
        }

        writer.WriteEndObject();
        WriteDeferred(plan, redaction, writer);
        CopyAs(plan, "relevant_attributes", "relevant_attributes", writer);
        CopyAs(schemas, "format_version", "provider_format_version", writer);
        NeededSchemas.Write(Changes(plan), schemas, writer);
        writer.WriteEndObject();
    }

    private static void WriteDeferred(JsonElement plan, Redaction redaction, Utf8JsonWriter writer)
    {
        if (!plan.TryGetProperty("deferred_changes", out var deferred))
        {
            return;
        }

        writer.WritePropertyName("deferred_changes");
        writer.WriteStartArray();
        foreach (var item in deferred.EnumerateArray())
        {
            writer.WriteStartObject();
            foreach (var member in item.EnumerateObject())
            {
                writer.WritePropertyName(member.Name);
                if (member.Name == "resource_change")
                {
                    WriteResource(member.Value, redaction, writer);
                }
                else
                {
                    member.Value.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteResource(JsonElement resource, Redaction redaction, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var member in resource.EnumerateObject())
        {
            writer.WritePropertyName(member.Name);
            if (member.Name == "change")
            {
                redaction.WriteChange(member.Value, writer);
            }
            else
            {
                member.Value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    private static IEnumerable<JsonElement> Changes(JsonElement plan) =>
        ChangeLists.SelectMany(name => Items(plan, name).AsEnumerable())
            .Concat(Items(plan, "deferred_changes").Where(item => item.TryGetProperty("resource_change", out _)).Select(item => item.GetProperty("resource_change")));

    private static JsonElement.ArrayEnumerator Items(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static bool HasGeneratedConfiguration(JsonElement resource) =>
        resource.TryGetProperty("change", out var change) && change.TryGetProperty("generated_config", out var text) && text.ValueKind == JsonValueKind.String;

    private static void CopyAs(JsonElement from, string name, string newName, Utf8JsonWriter writer)
    {
        if (from.TryGetProperty(name, out var value))
        {
            writer.WritePropertyName(newName);
            value.WriteTo(writer);
        }
    }
}
