using System.Text.RegularExpressions;

namespace Platform.Workspaces;

/// <summary>What a workspace may say about its engine's version: <c>latest</c>, a version, or a constraint in the engine's own syntax.</summary>
public static partial class ToolVersionSetting
{
    public const string Latest = "latest";

    public static bool IsValid(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text == Latest || (text.Length <= 100 && Constraint().IsMatch(text));
    }

    [GeneratedRegex(
        @"^\s*(?:(?:=|!=|>=|<=|>|<|~>)\s*)?v?[0-9]{1,9}(?:\.[0-9]{1,9}){0,2}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?\s*(?:,\s*(?:(?:=|!=|>=|<=|>|<|~>)\s*)?v?[0-9]{1,9}(?:\.[0-9]{1,9}){0,2}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?\s*)*\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Constraint();
}
