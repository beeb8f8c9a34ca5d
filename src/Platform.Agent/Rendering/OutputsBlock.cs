using System.Text;
using System.Text.Json;

namespace Platform.Agent.Rendering;

/// <summary>The <c>Outputs:</c> block at the end of an apply.</summary>
internal static class OutputsBlock
{
    public static string? Render(JsonElement outputs)
    {
        if (outputs.ValueKind != JsonValueKind.Object || !outputs.EnumerateObject().Any(output => output.Value.TryGetProperty("type", out _)))
        {
            // While planning the same event lists actions and has no values.
            return null;
        }

        var text = new StringBuilder($"{Ansi.Reset}{Ansi.Bold}{Ansi.Green}\nOutputs:\n\n{Ansi.Reset}");
        foreach (var output in outputs.EnumerateObject().OrderBy(output => output.Name, StringComparer.Ordinal))
        {
            text.Append(output.Name).Append(" = ");
            if (output.Value.TryGetProperty("sensitive", out var sensitive) && sensitive.ValueKind == JsonValueKind.True)
            {
                text.Append("<sensitive>");
            }
            else if (output.Value.TryGetProperty("value", out var value))
            {
                AppendValue(text, value, output.Value.GetProperty("type"), indent: 0);
            }
            else
            {
                text.Append("<unknown>");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static void AppendValue(StringBuilder text, JsonElement value, JsonElement type, int indent)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                AppendObject(text, value, type, indent);
                break;
            case JsonValueKind.Array:
                AppendArray(text, value, type, indent);
                break;
            case JsonValueKind.String:
                AppendString(text, value.GetString()!, indent);
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void AppendObject(StringBuilder text, JsonElement value, JsonElement type, int indent)
    {
        var members = value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).ToList();
        text.Append(Wrapper(type, "tomap(")).Append(members.Count == 0 ? "{" : "{\n");
        foreach (var member in members)
        {
            text.Append(' ', indent + 2).Append($"{Quote(member.Name)} = ");
            AppendValue(text, member.Value, TypeOfMember(type, member.Name), indent + 2);
            text.Append('\n');
        }

        text.Append(' ', members.Count == 0 ? 0 : indent).Append('}').Append(Wrapper(type, "tomap(").Length > 0 ? ")" : "");
    }

    private static void AppendArray(StringBuilder text, JsonElement value, JsonElement type, int indent)
    {
        var wrapper = Wrapper(type, "tolist(") + Wrapper(type, "toset(");
        text.Append(wrapper).Append(value.GetArrayLength() == 0 ? "[" : "[\n");
        var position = 0;
        foreach (var item in value.EnumerateArray())
        {
            text.Append(' ', indent + 2);
            AppendValue(text, item, TypeOfItem(type, position++), indent + 2);
            text.Append(",\n");
        }

        text.Append(' ', position == 0 ? 0 : indent).Append(']').Append(wrapper.Length > 0 ? ")" : "");
    }

    private static void AppendString(StringBuilder text, string value, int indent)
    {
        if (!value.Contains('\n', StringComparison.Ordinal))
        {
            text.Append(Quote(value));
            return;
        }

        // The tools show text of several lines as a heredoc; nested ones are indented.
        text.Append(indent == 0 ? "<<EOT\n" : "<<-EOT\n");
        foreach (var line in value.Split('\n'))
        {
            text.Append(' ', indent).Append(line).Append('\n');
        }

        text.Append(' ', indent).Append("EOT");
    }

    private static string Quote(string value) =>
        $"\"{value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\t", "\\t").Replace("\r", "\\r").Replace("${", "$${").Replace("%{", "%%{")}\"";

    // A type is "string" or ["list", element], ["set", element], ["map", element], ["tuple", [elements]], ["object", {members}].
    private static string Wrapper(JsonElement type, string function) =>
        type.ValueKind == JsonValueKind.Array && function == $"to{type[0].GetString()}(" ? function : "";

    private static JsonElement TypeOfMember(JsonElement type, string name) =>
        type.ValueKind != JsonValueKind.Array ? type
        : type[1].ValueKind == JsonValueKind.Object && type[1].TryGetProperty(name, out var member) ? member
        : type[1];

    private static JsonElement TypeOfItem(JsonElement type, int position) =>
        type.ValueKind != JsonValueKind.Array ? type
        : type[0].GetString() == "tuple" && type[1].ValueKind == JsonValueKind.Array && position < type[1].GetArrayLength() ? type[1][position]
        : type[1];
}
