using System.Text.RegularExpressions;
using Platform.TestKit;

namespace Platform.UnitTests;

public sealed partial class DependencyDirectionTests
{
    /// <summary>The modules from left to right; each may use its own layer and those before it (ARCHITECTURE.md).</summary>
    private static readonly string[][] Layers =
    [
        ["Blobs", "Discovery", "Events", "JsonApi", "Persistence", "Results", "Scheduling", "Secrets"],
        ["Access", "Identity", "Organizations", "Teams"],
        ["Variables", "Workspaces"],
        ["Agents", "ConfigurationVersions", "StateVersions"],
        ["Runs"],
        ["Audit"],
    ];

    private static readonly HashSet<(string Folder, string Uses)> Allowed =
    [
        // The authorizer answers for a workspace, whose row says which project it is in and whom it shares its state with.
        ("Access", "Workspaces"),

        // A team's access to a workspace asks the authorizer about the workspace, and its row goes with the workspace's.
        ("Teams", "Workspaces"),

        // Work that nobody asked for acts as the platform itself, which it tells the authorizer.
        ("Scheduling", "Access"),
        ("Secrets", "Access"),
    ];

    [Fact]
    public void Modules_use_what_is_to_their_left_only()
    {
        var root = Path.Combine(Repository.Root, "src", "Platform");
        var wrong = new List<string>();
        foreach (var file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(root, file);
            var folder = path.Split(Path.DirectorySeparatorChar)[0];
            if (folder is "bin" or "obj" or "Persistence" || !path.Contains(Path.DirectorySeparatorChar))
            {
                // The database context lists the sets of all modules; that is what it is for.
                continue;
            }

            wrong.AddRange(
                from Match line in Using().Matches(File.ReadAllText(file))
                let used = line.Groups["module"].Value
                where LayerOf(used) > LayerOf(folder) && !Allowed.Contains((folder, used))
                select $"{path} uses {used}");
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_module_has_a_layer()
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src", "Platform")).Select(folder => Path.GetFileName(folder)!).Except(["bin", "obj"]);

        Assert.Equal(Layers.SelectMany(layer => layer).Order(), folders.Order());
    }

    [Theory]
    [InlineData("Platform.Contracts")]
    [InlineData("Platform.Sandbox")]
    [InlineData("Platform.Agent", "Platform.Contracts", "Platform.Sandbox")]
    [InlineData("Platform", "Platform.Contracts")]
    public void A_project_references_only(string project, params string[] expected)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "src", project, $"{project}.csproj"));
        var references = Reference().Matches(text).Select(match => match.Groups["project"].Value);

        Assert.Equal(expected.Order(), references.Order());
    }

    private static int LayerOf(string module) => Array.FindIndex(Layers, layer => layer.Contains(module));

    [GeneratedRegex(@"^using Platform\.(?<module>[A-Za-z]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Using();

    [GeneratedRegex(@"<ProjectReference Include=""[^""]*/(?<project>[A-Za-z.]+)\.csproj""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();
}
