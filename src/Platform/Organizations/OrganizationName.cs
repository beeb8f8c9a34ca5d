using System.Diagnostics.CodeAnalysis;
using Platform.Contracts.Ids;
using Platform.Results;

namespace Platform.Organizations;

/// <summary>What an organization may be called, and how a configuration may refer to it.</summary>
/// <remarks>A configuration names it by its name, its id (<c>org-…</c>), or the alias of that id that begins with <c>env-</c>.</remarks>
public static class OrganizationName
{
    private const int Shortest = 3;
    private const int Longest = 40;
    private const int RandomPart = 16;
    private const string Alias = "env";

    /// <summary>How a name is stored for looking it up.</summary>
    [SuppressMessage("Globalization", "CA1308", Justification = "Names are ASCII, and the lower case is what a person reads in the database.")]
    public static string Normalize(string name) => name.ToLowerInvariant();

    /// <summary>Why the text cannot be a name, or null when it can.</summary>
    public static Refusal? Check(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return Refusal.Invalid("Name can't be blank.", "name");
        }

        if (name.Length is < Shortest or > Longest || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            return Refusal.Invalid($"Name must be {Shortest} to {Longest} letters, digits, dashes or underscores.", "name");
        }

        return TryReadId(name, out _) ? Refusal.Invalid("Name looks like an organization's id; choose another one.", "name") : null;
    }

    /// <summary>Reads <c>org-…</c> and its alias <c>env-…</c>. Anything of another shape is a name.</summary>
    public static bool TryReadId(string text, out OrganizationId id)
    {
        ArgumentNullException.ThrowIfNull(text);
        id = default;
        if (text.Length != OrganizationId.Prefix.Length + 1 + RandomPart)
        {
            return false;
        }

        // The aliases are of the same length, so only the first three characters differ.
        return text.StartsWith($"{Alias}-", StringComparison.Ordinal)
            ? ResourceId.TryParse($"{OrganizationId.Prefix}{text.AsSpan(Alias.Length)}", out id)
            : ResourceId.TryParse(text, out id);
    }

    /// <summary>The id's alias that begins with <c>env-</c>.</summary>
    public static string AliasOf(OrganizationId id) => $"{Alias}{id.Value.AsSpan(OrganizationId.Prefix.Length)}";
}
