using Platform.Agent.Tools;
using Platform.Contracts.Agents;
using Platform.Contracts.Runs;

namespace Platform.UnitTests.Agent.Tools;

public sealed class ToolFinderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tool-finder-");
    private int _asked;

    [Fact]
    public async Task The_newest_that_satisfies_is_taken_from_the_tool_folder()
    {
        Put("tools/terraform/1.10.0/terraform");
        Put("tools/terraform/1.9.8/terraform");
        Put("tools/terraform/2.0.0/terraform");

        Assert.Equal("1.10.0", (await FindAsync("~> 1.9")).Tool?.Version.ToString());
    }

    [Fact]
    public async Task A_newer_one_on_path_wins_when_several_may()
    {
        Put("tools/terraform/1.10.0/terraform");
        Put("bin/terraform");

        Assert.EndsWith("bin/terraform", (await FindAsync("latest")).Tool?.Path);
        Assert.EndsWith("tools/terraform/1.10.0/terraform", (await FindAsync("1.10.0")).Tool?.Path);
    }

    [Fact]
    public async Task An_executable_is_asked_for_its_version_once_until_it_changes()
    {
        Put("bin/terraform");
        await FindAsync("latest");
        await FindAsync("latest");
        Assert.Equal(1, _asked);

        File.AppendAllText(Path.Combine(_folder.FullName, "bin/terraform"), "another build");
        await FindAsync("latest");

        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task What_is_missing_is_named_with_where_it_was_looked_for()
    {
        Put("bin/terraform");

        var search = await FindAsync("1.8.0", ToolName.Tofu);

        Assert.Null(search.Tool);
        Assert.Contains("No tofu was found that satisfies '1.8.0'", search.Problem);
        Assert.Contains(Path.Combine(_folder.FullName, "tools", "tofu"), search.Problem);
        Assert.Contains("terraform is here", search.Problem);
    }

    [Fact]
    public async Task A_version_on_path_that_does_not_fit_is_named()
    {
        Put("bin/terraform");

        Assert.Contains("PATH has terraform 1.11.4", (await FindAsync("1.8.0")).Problem);
    }

    [Fact]
    public async Task A_constraint_that_is_none_is_said_to_be_none() =>
        Assert.Contains("'newest' is not a version or a constraint", (await FindAsync("newest")).Problem);

    public void Dispose() => _folder.Delete(recursive: true);

    private void Put(string path)
    {
        var full = Path.Combine(_folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, "an executable");
    }

    private Task<ToolSearch> FindAsync(string constraint, ToolName name = ToolName.Terraform) => new ToolFinder(
        Path.Combine(_folder.FullName, "tools"),
        Path.Combine(_folder.FullName, "bin"),
        new ToolVersionCache(Path.Combine(_folder.FullName, "cache", "versions.json")),
        (_, _, _) =>
        {
            _asked++;
            return Task.FromResult<string?>("1.11.4");
        },
        download: null).FindAsync(new ToolRequirement(name, constraint), TestContext.Current.CancellationToken);
}
