using System.Text.Json;

namespace Platform.Runs.Exports.Mocks;

/// <summary>Writes parts of a plan as Sentinel without what is sensitive in them.</summary>
internal sealed class RedactedText(SentinelWriter text, PlanSecrets secrets)
{
    /// <summary>What stands in the place of a sensitive value, whatever its type: its length or keys would tell of it.</summary>
    public const string Replacement = "(sensitive value)";

    /// <summary>A part of the plan, the marks of its values in it.</summary>
    public void Part(JsonElement part)
    {
        if (part.ValueKind == JsonValueKind.Array)
        {
            text.BeginList();
            foreach (var item in part.EnumerateArray())
            {
                Part(item);
            }

            text.EndList();
        }
        else if (part.ValueKind == JsonValueKind.Object)
        {
            text.BeginMap();
            foreach (var member in part.EnumerateObject())
            {
                text.Key(member.Name);
                if (PlanSecrets.MarksOf(part, member.Name) is { } marks)
                {
                    Value(member.Value, new SensitiveMarks(marks));
                }
                else
                {
                    Part(member.Value);
                }
            }

            text.EndMap();
        }
        else
        {
            text.Copy(part);
        }
    }

    /// <summary>A member of a part, with the marks that stand beside it; null where there is no such member.</summary>
    public void Member(JsonElement owner, string name) => Value(owner.Member(name), new SensitiveMarks(PlanSecrets.MarksOf(owner, name) ?? default));

    /// <summary>The variable of the root module of this name.</summary>
    public void Variable(string name, JsonElement value)
    {
        if (secrets.IsSecretVariable(name))
        {
            Hidden(value);
        }
        else
        {
            Value(value, default);
        }
    }

    /// <summary>A part of the configuration, where a value that is sensitive elsewhere may stand as it was written.</summary>
    public void Configuration(JsonElement part, bool isSensitive = false)
    {
        if (part.ValueKind == JsonValueKind.Array)
        {
            text.BeginList();
            foreach (var item in part.EnumerateArray())
            {
                Configuration(item, isSensitive);
            }

            text.EndList();
        }
        else if (part.ValueKind == JsonValueKind.Object)
        {
            isSensitive |= part.IsTrue("sensitive");
            text.BeginMap();
            foreach (var member in part.EnumerateObject())
            {
                text.Key(member.Name);
                if (member.Name is "constant_value" or "default")
                {
                    Constant(member.Value, isSensitive);
                }
                else if (member.Name == "expressions" && part.Member("module").ValueKind == JsonValueKind.Object)
                {
                    Arguments(part);
                }
                else
                {
                    Configuration(member.Value, isSensitive);
                }
            }

            text.EndMap();
        }
        else
        {
            text.Copy(part);
        }
    }

    /// <summary>What a module is called with: what its sensitive variables get is sensitive.</summary>
    public void Arguments(JsonElement call)
    {
        var sensitive = PlanSecrets.SensitiveVariables(call.Member("module")).ToHashSet(StringComparer.Ordinal);
        text.BeginMap();
        foreach (var argument in call.Member("expressions").Members())
        {
            text.Key(argument.Name);
            Configuration(argument.Value, sensitive.Contains(argument.Name));
        }

        text.EndMap();
    }

    /// <summary>A value that the configuration states.</summary>
    public void Constant(JsonElement value, bool isSensitive)
    {
        if (isSensitive)
        {
            Hidden(value);
        }
        else
        {
            Value(value, default);
        }
    }

    private void Value(JsonElement value, SensitiveMarks marks)
    {
        if (marks.IsAll || secrets.Has(value))
        {
            Hidden(value);
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            text.BeginMap();
            foreach (var member in value.EnumerateObject())
            {
                text.Key(member.Name);
                Value(member.Value, marks.Of(member.Name));
            }

            text.EndMap();
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            text.BeginList();
            foreach (var (position, item) in value.Items().Index())
            {
                Value(item, marks.Of(position));
            }

            text.EndList();
        }
        else
        {
            text.Copy(value);
        }
    }

    // That there is none is no secret: a policy asks for it.
    private void Hidden(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            text.Null();
        }
        else
        {
            text.String(Replacement);
        }
    }
}
