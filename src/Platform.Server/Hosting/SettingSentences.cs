using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Platform.Agents;
using Platform.Discovery;
using Platform.Persistence;

namespace Platform.Server.Hosting;

/// <summary>Says which setting is wrong, and how.</summary>
internal static partial class SettingSentences
{
    private static readonly Dictionary<Type, string> Sections = new()
    {
        [typeof(PlatformOptions)] = PlatformOptions.Section,
        [typeof(DatabaseOptions)] = DatabaseOptions.Section,
        [typeof(WorkerOptions)] = WorkerOptions.Section,
        [typeof(SandboxOptions)] = SandboxOptions.Section,
        [typeof(ToolOptions)] = ToolOptions.Section,
    };

    /// <summary>A value that was read and is out of bounds.</summary>
    public static string For(OptionsValidationException exception) => string.Join(' ', exception.Failures.Select(failure =>
    {
        var annotation = Annotation().Match(failure);
        var section = Sections.GetValueOrDefault(exception.OptionsType, exception.OptionsType.Name.Replace("Options", "", StringComparison.Ordinal));
        return annotation.Success ? $"The setting {section}:{annotation.Groups["name"].Value} is wrong: {annotation.Groups["error"].Value}" : failure;
    }));

    /// <summary>A value that cannot be read as what it should be.</summary>
    public static string For(InvalidOperationException exception)
    {
        var conversion = Conversion().Match(exception.Message);
        if (!conversion.Success)
        {
            return $"A setting is wrong: {exception.Message}";
        }

        var type = Nullable.GetUnderlyingType(FindType(conversion.Groups["type"].Value) ?? typeof(string)) ?? FindType(conversion.Groups["type"].Value);
        var wanted = type switch
        {
            { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type))} is wanted",
            _ when type == typeof(TimeSpan) => "a time span such as 00:30:00 is wanted",
            _ when type == typeof(int) || type == typeof(long) => "a whole number is wanted",
            _ when type == typeof(Uri) => "an address such as https://tofu.example.com is wanted",
            _ => "it cannot be read",
        };
        return $"The setting {conversion.Groups["name"].Value} is '{conversion.Groups["value"].Value}', and {wanted}.";
    }

    private static Type? FindType(string name) => AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(name)).FirstOrDefault(type => type is not null);

    [GeneratedRegex(@"^DataAnnotation validation failed for '\w+' members: '(?<name>\w+)' with the error: '(?<error>.*)'\.?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Annotation();

    [GeneratedRegex(@"configuration value( '(?<value>[^']*)')? at '(?<name>[^']+)' to type '(?<type>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Conversion();
}
