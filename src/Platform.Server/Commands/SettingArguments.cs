using System.CommandLine;
using Platform.Server.Hosting;

namespace Platform.Server.Commands;

/// <summary>Settings on the command line: <c>--urls ADDRESS</c> and <c>--Section:Name=VALUE</c>.</summary>
internal static class SettingArguments
{
    /// <summary>Lets a command take settings.</summary>
    public static void Allow(Command command) => command.TreatUnmatchedTokensAsErrors = false;

    /// <summary>The settings among the arguments, as the configuration reads them.</summary>
    public static string[] Read(ParseResult parsed)
    {
        var tokens = parsed.UnmatchedTokens;
        var settings = new List<string>();
        for (var i = 0; i < tokens.Count; i++)
        {
            var isSetting = tokens[i].StartsWith("--", StringComparison.Ordinal) && (tokens[i].Contains(':') || tokens[i] is "--urls" || tokens[i].StartsWith("--urls=", StringComparison.Ordinal));
            if (!isSetting)
            {
                throw new StartRefusedException($"'{tokens[i]}' is neither a command nor a setting: settings are written --urls ADDRESS or --Section:Name=VALUE, and --help lists the commands.");
            }

            if (tokens[i].Contains('='))
            {
                settings.Add(tokens[i]);
            }
            else if (i + 1 < tokens.Count)
            {
                settings.Add($"{tokens[i]}={tokens[++i]}");
            }
            else
            {
                throw new StartRefusedException($"The setting {tokens[i]} needs a value: {tokens[i]}=VALUE.");
            }
        }

        return [.. settings];
    }
}
