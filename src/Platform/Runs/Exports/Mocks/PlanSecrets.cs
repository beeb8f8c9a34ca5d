using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Contracts.Agents;

namespace Platform.Runs.Exports.Mocks;

/// <summary>What a plan says is sensitive: marks beside the values, variables by name, and the values themselves wherever else they stand.</summary>
internal sealed class PlanSecrets
{
    /// <summary>Shorter numbers are hidden where they are marked and nowhere else, or one of them would hide every 0 and 1.</summary>
    private const int ShortestNumber = 3;

    /// <summary>How the environment gives the tool a variable.</summary>
    private const string InEnvironment = "TF_VAR_";

    private readonly HashSet<string> _variables = [];
    private readonly HashSet<UInt128> _values = [];

    private PlanSecrets()
    {
    }

    /// <summary>Reads the plan to its end.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="given">Sensitive variables of the workspace: their values are secrets also where the configuration does not say so.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<PlanSecrets> FindAsync(PlanReader plan, IReadOnlyList<JobVariable> given, CancellationToken cancellationToken)
    {
        var secrets = new PlanSecrets();
        secrets.AddGiven(given);
        var ofVariables = new Dictionary<string, HashSet<UInt128>>();
        while (await plan.ReadAsync(cancellationToken))
        {
            if (plan.Part != PlanPart.Value)
            {
                continue;
            }

            if (plan.Place == PlanPlace.Variables)
            {
                // Which of them are sensitive is said later.
                AddLeaves(plan.Value, ofVariables[plan.Name!] = []);
            }
            else if (plan is { Place: PlanPlace.Document, Name: "configuration" })
            {
                secrets.AddModule(plan.Value.Member("root_module"), secrets._variables);
            }
            else
            {
                secrets.AddMarked(plan.Value);
            }
        }

        foreach (var name in secrets._variables)
        {
            secrets._values.UnionWith(ofVariables.GetValueOrDefault(name) ?? []);
        }

        return secrets;
    }

    public bool IsSecretVariable(string name) => _variables.Contains(name);

    /// <summary>Whether this text or number is the value of something sensitive: tools lose marks (a terraform_data's output has none), and a configuration has none.</summary>
    public bool Has(JsonElement leaf) => _values.Count > 0 && leaf.ValueKind switch
    {
        JsonValueKind.String => !leaf.ValueEquals("") && _values.Contains(HashOf(leaf)),
        JsonValueKind.Number => leaf.GetRawText().Length >= ShortestNumber && _values.Contains(HashOf(leaf)),
        _ => false,
    };

    /// <summary>What stands beside a member and marks it or parts of it as sensitive; null: nothing.</summary>
    public static JsonElement? MarksOf(JsonElement owner, string member)
    {
        if (owner.TryGetProperty($"{member}_sensitive", out var marks))
        {
            return marks;
        }

        if (member is "values" or "before" or "after")
        {
            // These are values in any case, with or without marks.
            return member == "values" ? owner.Member("sensitive_values") : default(JsonElement);
        }

        if (member == "value")
        {
            return owner.TryGetProperty("sensitive", out marks) ? marks : null;
        }

        return member.EndsWith("_values", StringComparison.Ordinal) && owner.TryGetProperty($"{member[..^"_values".Length]}_sensitive", out marks) ? marks : null;
    }

    /// <summary>The names of a module's sensitive variables.</summary>
    public static IEnumerable<string> SensitiveVariables(JsonElement module) =>
        from variable in module.Member("variables").Members() where variable.Value.IsTrue("sensitive") select variable.Name;

    private void AddGiven(IReadOnlyList<JobVariable> given)
    {
        foreach (var variable in given)
        {
            if (!variable.IsHcl)
            {
                _values.Add(HashOf(variable.Value));
            }

            // An expression is known by its value in the plan, which is found by the variable's name.
            if (variable.Category == VariableCategory.Terraform)
            {
                _variables.Add(variable.Key);
            }
            else if (variable.Key.StartsWith(InEnvironment, StringComparison.Ordinal))
            {
                _variables.Add(variable.Key[InEnvironment.Length..]);
            }
        }
    }

    private void AddModule(JsonElement module, HashSet<string>? names)
    {
        foreach (var variable in module.Member("variables").Members().Where(variable => variable.Value.IsTrue("sensitive")))
        {
            names?.Add(variable.Name);
            AddLeaves(variable.Value.Member("default"), _values);
        }

        foreach (var output in module.Member("outputs").Members().Where(output => output.Value.IsTrue("sensitive")))
        {
            AddLeaves(output.Value.Member("expression").Member("constant_value"), _values);
        }

        foreach (var call in module.Member("module_calls").Members())
        {
            var inner = call.Value.Member("module");
            foreach (var name in SensitiveVariables(inner))
            {
                AddLeaves(call.Value.Member("expressions").Member(name).Member("constant_value"), _values);
            }

            AddModule(inner, names: null);
        }
    }

    private void AddMarked(JsonElement part)
    {
        if (part.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in part.EnumerateArray())
            {
                AddMarked(item);
            }
        }

        foreach (var member in part.Members())
        {
            if (MarksOf(part, member.Name) is { } marks)
            {
                AddMarked(member.Value, new SensitiveMarks(marks));
            }
            else
            {
                AddMarked(member.Value);
            }
        }
    }

    private void AddMarked(JsonElement value, SensitiveMarks marks)
    {
        if (marks.IsAll)
        {
            AddLeaves(value, _values);
            return;
        }

        if (marks.IsNone)
        {
            return;
        }

        foreach (var member in value.Members())
        {
            AddMarked(member.Value, marks.Of(member.Name));
        }

        foreach (var (position, item) in value.Items().Index())
        {
            AddMarked(item, marks.Of(position));
        }
    }

    private static void AddLeaves(JsonElement value, HashSet<UInt128> into)
    {
        foreach (var member in value.Members())
        {
            AddLeaves(member.Value, into);
        }

        foreach (var item in value.Items())
        {
            AddLeaves(item, into);
        }

        if (value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
        {
            into.Add(HashOf(value));
        }
    }

    /// <summary>Secrets may be many and long; what is kept of each is as much as tells it from every other.</summary>
    private static UInt128 HashOf(JsonElement leaf) => leaf.ValueKind == JsonValueKind.String ? HashOf(leaf.GetString()!) : HashOf("n", leaf.GetRawText());

    private static UInt128 HashOf(string text) => HashOf("s", text);

    private static UInt128 HashOf(string kind, string text)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(kind + text));
        return new UInt128(BitConverter.ToUInt64(hash, 0), BitConverter.ToUInt64(hash, 8));
    }
}
