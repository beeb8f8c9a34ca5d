using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Platform.Server.Hosting;

/// <summary>Says which setting is wrong, and how.</summary>
internal static partial class SettingSentences
{
    /// <summary>A value that was read and is out of bounds.</summary>
    public static string For(IEnumerable<OptionsValidationException> exceptions) =>
        string.Join(' ', exceptions.SelectMany(exception => exception.Failures.Select(failure => For(exception.OptionsType, failure))).Distinct());

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

    private static string For(Type options, string failure)
    {
        var annotation = Annotation().Match(failure);
        var section = Settings.Sections.FirstOrDefault(known => known.Value == options).Key ?? options.Name.Replace("Options", "", StringComparison.Ordinal);
        return annotation.Success ? $"The setting {section}:{annotation.Groups["name"].Value} is wrong: {annotation.Groups["error"].Value}" : failure;
    }

    private static Type? FindType(string name) => AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(name)).FirstOrDefault(type => type is not null);

    [GeneratedRegex(@"^DataAnnotation validation failed for '\w+' members: '(?<name>\w+)' with the error: '(?<error>.*)'\.?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Annotation();

    [GeneratedRegex(@"configuration value( '(?<value>[^']*)')? at '(?<name>[^']+)' to type '(?<type>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Conversion();
}
