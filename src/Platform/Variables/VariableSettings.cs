using System.Text.RegularExpressions;
using Platform.Contracts.Agents;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Results;

namespace Platform.Variables;

/// <summary>What a caller may say about a variable; what was not sent stays as it is.</summary>
[ReadsRelationship("workspace")]
public sealed partial record VariableSettings
{
    private const int LongestKey = 255;
    private const int LongestDescription = 1000;
    private const int LongestValue = 256 * 1024;

    public Optional<string?> Key { get; init; }
    public Optional<string?> Value { get; init; }
    public Optional<string?> Description { get; init; }

    /// <summary><c>terraform</c> or <c>env</c>; fixed once the variable is made.</summary>
    public Optional<string?> Category { get; init; }

    public Optional<bool?> Hcl { get; init; }
    public Optional<bool?> Sensitive { get; init; }

    /// <summary>Reads <see cref="Category"/>.</summary>
    internal Result<VariableCategory> ReadCategory() => Category.Value switch
    {
        "terraform" => VariableCategory.Terraform,
        "env" => VariableCategory.Env,
        _ => Refusal.Invalid("Category must be \"terraform\" or \"env\".", "category"),
    };

    /// <summary>Checks what was sent, the value aside, and sets it; nothing is set when something is refused.</summary>
    internal Refusal? ApplyTo(StoredVariable variable, bool isNew)
    {
        var key = Key.Or(variable.Key) ?? "";
        var description = Description.Or(variable.Description) ?? "";
        var sensitive = Sensitive.Value ?? variable.IsSensitive;
        if (CheckKey(key, variable.Category) is { } badKey)
        {
            return badKey;
        }

        if ((AttributeText.Check(description, LongestDescription, "description") ?? AttributeText.Check(Value.Value ?? "", LongestValue, "value")) is { } badText)
        {
            return badText;
        }

        if (!isNew && variable.IsSensitive && !sensitive)
        {
            return Refusal.Invalid("A sensitive variable stays sensitive; delete it and make it again.", "sensitive");
        }

        if (!isNew && variable.IsSensitive && key != variable.Key)
        {
            return Refusal.Invalid("A sensitive variable cannot be renamed; delete it and make it again.", "key");
        }

        if (!isNew && Category.Value is not null && (!ReadCategory().TryGet(out var category, out _) || category != variable.Category))
        {
            return Refusal.Invalid("A variable's category cannot be changed; delete it and make it again.", "category");
        }

        variable.Key = key;
        variable.Description = description;
        variable.IsSensitive = sensitive;
        variable.IsHcl = Hcl.Value ?? variable.IsHcl;
        return null;
    }

    private static Refusal? CheckKey(string key, VariableCategory category)
    {
        if (key.Length == 0)
        {
            return Refusal.Invalid("Key can't be blank.", "key");
        }

        if (key.Length > LongestKey)
        {
            return Refusal.Invalid($"Key must be at most {LongestKey} characters long.", "key");
        }

        return category switch
        {
            VariableCategory.Terraform => InputName().IsMatch(key)
                ? null
                : Refusal.Invalid("Key must be a variable's name: letters, digits, dashes and underscores, and no digit first.", "key"),
            VariableCategory.Env => EnvironmentName().IsMatch(key)
                ? null
                : Refusal.Invalid("Key must be the name of an environment variable: no spaces, no \"=\", no control characters.", "key"),
        };
    }

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}_-]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InputName();

    [GeneratedRegex(@"^[^\s=\p{C}]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EnvironmentName();
}
