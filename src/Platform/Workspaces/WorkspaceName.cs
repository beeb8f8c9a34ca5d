using System.Diagnostics.CodeAnalysis;
using Platform.Results;

namespace Platform.Workspaces;

/// <summary>What a workspace may be called.</summary>
public static class WorkspaceName
{
    private const int Longest = 90;

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

        return name.Length > Longest || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? Refusal.Invalid($"Name must be at most {Longest} letters, digits, dashes or underscores.", "name")
            : null;
    }
}
