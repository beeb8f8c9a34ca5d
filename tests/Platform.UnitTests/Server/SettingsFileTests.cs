using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Platform.Server.Hosting;

namespace Platform.UnitTests.Server;

/// <summary>appsettings.json is the manual: it lists every setting with the default that the program really has.</summary>
public sealed class SettingsFileTests
{
    private static readonly JsonDocumentOptions WithComments = new() { CommentHandling = JsonCommentHandling.Skip };

    public static TheoryData<string> Sections => [.. Settings.Sections.Keys];

    [Theory, MemberData(nameof(Sections))]
    public void Every_setting_is_listed_and_nothing_else(string section)
    {
        using var file = Read();

        AssertSameNames(section, Settings.Sections[section], file.RootElement.GetProperty(section));
    }

    [Theory, MemberData(nameof(Sections))]
    public void Every_default_is_the_programs(string section)
    {
        var type = Settings.Sections[section];
        var byHand = new ConfigurationBuilder().Build().GetSection(section).Get(type) ?? Activator.CreateInstance(type)!;
        var listed = new ConfigurationBuilder().AddJsonFile(FilePath()).Build().GetSection(section).Get(type) ?? Activator.CreateInstance(type)!;

        AssertSameValues(section, type, byHand, listed);
    }

    private static void AssertSameNames(string path, Type type, JsonElement listed)
    {
        var settings = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(IsSetting).ToList();
        Assert.Equal(settings.Select(setting => setting.Name).Order(), listed.EnumerateObject().Select(member => member.Name).Order());
        foreach (var nested in settings.Where(setting => IsNested(setting.PropertyType)))
        {
            AssertSameNames($"{path}:{nested.Name}", nested.PropertyType, listed.GetProperty(nested.Name));
        }
    }

    private static void AssertSameValues(string path, Type type, object expected, object actual)
    {
        foreach (var setting in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(IsSetting))
        {
            var (wanted, found) = (setting.GetValue(expected), setting.GetValue(actual));
            if (IsNested(setting.PropertyType))
            {
                AssertSameValues($"{path}:{setting.Name}", setting.PropertyType, wanted!, found!);
            }
            else
            {
                Assert.True(Equal(wanted, found), $"{path}:{setting.Name} is listed as {found ?? "null"} and is {wanted ?? "null"}.");
            }
        }
    }

    private static bool Equal(object? one, object? other) =>
        one is System.Collections.IEnumerable and not string && other is System.Collections.IEnumerable others
            ? ((System.Collections.IEnumerable)one).Cast<object>().SequenceEqual(others.Cast<object>())
            : Equals(one, other);

    private static bool IsSetting(PropertyInfo property) =>
        property.CanWrite || (!property.PropertyType.IsValueType && property.PropertyType != typeof(string) && typeof(System.Collections.IEnumerable).IsAssignableFrom(property.PropertyType));

    private static bool IsNested(Type type) => type.IsClass && type != typeof(string) && type != typeof(Uri) && !typeof(System.Collections.IEnumerable).IsAssignableFrom(type);

    private static JsonDocument Read() => JsonDocument.Parse(File.ReadAllText(FilePath()), WithComments);

    private static string FilePath([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "src", "Platform.Server", "appsettings.json"));
}
