using Xunit;

namespace Platform.TestKit;

/// <summary>What a test needs of the machine. Where it is missing the test is skipped with the reason; where everything was promised it fails.</summary>
/// <remarks>A test that calls one of these carries <c>Trait("Needs", ...)</c> too. <c>tests/run</c> installs everything and promises it.</remarks>
public static class Needs
{
    /// <summary>Set to <c>true</c> by <c>tests/run</c>: nothing may be skipped.</summary>
    public const string EverythingVariable = "PLATFORM_TESTS_SKIP_NOTHING";

    /// <summary>The command line of Terraform or OpenTofu; its path.</summary>
    public static string CommandLine() =>
        Find("tofu") ?? Find("terraform") ?? Missing("There is no tofu or terraform on PATH.");

    /// <summary>Every command line of Terraform or OpenTofu on PATH, by its name; both at most.</summary>
    /// <remarks>Empty where there is none: <see cref="CommandLine"/> then says so.</remarks>
    public static IReadOnlyDictionary<string, string> CommandLines() =>
        ((string[])["terraform", "tofu"])
            .Select(name => (Name: name, Path: Find(name)))
            .Where(tool => tool.Path is not null)
            .ToDictionary(tool => tool.Name, tool => tool.Path!);

    /// <summary>Bubblewrap and socat, for a real sandbox.</summary>
    public static void Sandbox()
    {
        if (Find("bwrap") is null || Find("socat") is null)
        {
            Missing("bubblewrap and socat are not installed.");
        }
    }

    /// <summary>The programs of a PostgreSQL server; the folder they are in.</summary>
    public static string PostgreSql()
    {
        var folders = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin"))
            : [];
        var folder = folders.FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb"))) ?? Path.GetDirectoryName(Find("initdb"));
        return folder ?? Missing("PostgreSQL's server programs are not installed.");
    }

    /// <summary>A Chromium; its path.</summary>
    public static string Browser() =>
        Find("chromium") ?? Find("chromium-browser") ?? Find("google-chrome") ?? Missing("There is no chromium on PATH.");

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static string Missing(string reason)
    {
        if (bool.TryParse(Environment.GetEnvironmentVariable(EverythingVariable), out var everything) && everything)
        {
            Assert.Fail($"{reason} Nothing may be skipped here.");
        }

        Assert.Skip(reason);
        return "";
    }
}
