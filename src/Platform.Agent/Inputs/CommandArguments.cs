using System.Text.RegularExpressions;

namespace Platform.Agent.Inputs;

/// <summary>The variables by which a person adds arguments to the tool's commands: <c>TF_CLI_ARGS</c> and one for each command.</summary>
internal static partial class CommandArguments
{
    private const string Name = "TF_CLI_ARGS";

    public static bool IsName(string key) =>
        key.Equals(Name, StringComparison.OrdinalIgnoreCase) || key.StartsWith($"{Name}_", StringComparison.OrdinalIgnoreCase);

    /// <summary>The first option that would take state or plan file out of the platform's hands, or keep a command from doing its work; null when there is none.</summary>
    public static string? ReservedOption(string arguments)
    {
        // The tool takes quotes and backslashes away as a shell would, so they must not hide an option.
        var match = ReservedOptions.Match(Quoting.Replace(arguments, ""));
        return match.Success ? $"-{match.Groups["option"].Value}" : null;
    }

    [GeneratedRegex(@"['""`\\]", RegexOptions.NonBacktracking)]
    private static partial Regex Quoting { get; }

    [GeneratedRegex(@"(^|\s)--?(?<option>state|state-out|backup|backend|backend-config|migrate-state|from-module|out|chdir|help|h|version|v)(=|\s|$)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ReservedOptions { get; }
}
