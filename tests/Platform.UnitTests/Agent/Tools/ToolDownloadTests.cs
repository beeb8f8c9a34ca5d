using System.Text;
using Platform.Agent;
using Platform.Agent.Tools;
using Platform.Contracts.Agents;
using Platform.Contracts.Runs;
using Platform.Sandbox;

namespace Platform.UnitTests.Agent.Tools;

public sealed class ToolDownloadTests : IAsyncLifetime
{
    private const UnixFileMode Passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tool-download-");
    private readonly SandboxHost _host = new(TimeProvider.System);
    private ReleaseSite _site = null!;
    private Uri? _mirror;

    private string Tools => Path.Combine(_folder.FullName, "tools");

    public async ValueTask InitializeAsync()
    {
        File.SetUnixFileMode(_folder.FullName, Passable);
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "work"), Passable);
        _site = await ReleaseSite.StartAsync();
        await _site.PublishAsync("terraform", "1.2.3", "a tool", ".sig");
        Directory.CreateDirectory(Path.Combine(Tools, "keyrings"));
        File.Copy(_site.PublicKey, Path.Combine(Tools, "keyrings", "terraform.asc"));
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        _host.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("1.2.3")]
    [InlineData("~> 1.2.0")]
    public async Task A_signed_release_is_fetched_once_and_stays(string constraint)
    {
        var first = await FindAsync(constraint);
        _site.Files.Clear();
        var second = await FindAsync(constraint);

        Assert.Null(first.Problem);
        Assert.Equal("a tool", await File.ReadAllTextAsync(first.Tool!.Path, TestContext.Current.CancellationToken));
        Assert.Contains("signature and checksum are right", first.Note, StringComparison.Ordinal);
        Assert.Equal(first.Tool, second.Tool);
        Assert.Equal(["keyrings", "terraform"], Directory.GetFileSystemEntries(Tools).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Tofu_is_fetched_with_the_signature_that_its_vendor_names_otherwise()
    {
        await _site.PublishAsync("tofu", "1.2.3", "another tool", ".gpgsig");
        File.Copy(_site.PublicKey, Path.Combine(Tools, "keyrings", "tofu.asc"));

        Assert.Null((await FindAsync("1.2.3", ToolName.Tofu)).Problem);
    }

    [Fact]
    public async Task A_redirect_is_followed()
    {
        var archive = ReleaseSite.Archive("terraform", "1.2.3");
        _site.Files["/elsewhere"] = _site.Files[archive];
        _site.Redirects[archive] = "/elsewhere";

        Assert.Null((await FindAsync("1.2.3")).Problem);
    }

    [Fact]
    public async Task Another_archive_than_the_signed_one_is_not_used()
    {
        var archive = ReleaseSite.Archive("terraform", "1.2.3");
        _site.Files[archive] = [.. _site.Files[archive], 0];

        await ProblemAsync("1.2.3", "terraform 1.2.3 was not used: the checksum of", archive, "SHA256SUMS says");
    }

    [Fact]
    public async Task Checksums_that_were_changed_after_they_were_signed_are_not_believed()
    {
        _site.Files[ReleaseSite.Sums("terraform", "1.2.3")] = [.. _site.Files[ReleaseSite.Sums("terraform", "1.2.3")], (byte)'\n'];

        await ProblemAsync("1.2.3", "terraform 1.2.3 was not used: the signature of its checksums is not by a key that is trusted for it.");
    }

    [Fact]
    public async Task A_key_that_nobody_put_there_is_not_trusted()
    {
        File.Delete(Path.Combine(Tools, "keyrings", "terraform.asc"));

        await ProblemAsync("1.2.3", "the signature of its checksums is not by a key that is trusted for it.");
    }

    [Fact]
    public async Task An_unsigned_release_is_not_used()
    {
        _site.Files.Remove(ReleaseSite.Sums("terraform", "1.2.3") + ".sig");

        await ProblemAsync("1.2.3", "could not be downloaded", "SHA256SUMS.sig answered 404");
    }

    [Fact]
    public async Task A_version_that_was_never_released_is_named_with_all_places() =>
        await ProblemAsync("9.9.9", "terraform '9.9.9' is not in", Path.Combine(Tools, "terraform"), "on PATH", "terraform_9.9.9_SHA256SUMS answered 404");

    [Fact]
    public async Task A_constraint_that_no_release_satisfies_is_named_with_all_places() =>
        await ProblemAsync("> 8.0.0", "No terraform satisfies '> 8.0.0'", Path.Combine(Tools, "terraform"), "on PATH", "index.json");

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"versions":7}""")]
    public async Task An_index_that_is_none_is_said_to_be_none(string index)
    {
        _site.Files["/terraform/index.json"] = Encoding.UTF8.GetBytes(index);

        await ProblemAsync("~> 1.2.0", "index.json is not an index of releases");
    }

    [Fact]
    public async Task A_damaged_archive_is_not_used_even_when_it_is_the_signed_one()
    {
        var sums = ReleaseSite.Sums("terraform", "1.2.3");
        var archive = ReleaseSite.Archive("terraform", "1.2.3");
        var sum = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("no zip"u8));
        _site.Files[archive] = "no zip"u8.ToArray();
        _site.Files[sums] = Encoding.UTF8.GetBytes($"{sum}  {Path.GetFileName(archive)}\n");
        await _site.SignAsync("terraform", "1.2.3", ".sig");

        await ProblemAsync("1.2.3", "terraform '1.2.3' is not in", "could not be downloaded");
    }

    [Fact]
    public async Task A_site_that_nobody_answers_at_is_named()
    {
        // Nobody listens on the first port.
        _mirror = new Uri("http://127.0.0.1:1");

        await ProblemAsync("1.2.3", "could not be downloaded", "could not be fetched");
    }

    [Theory]
    [InlineData(ToolName.Terraform, "https://releases.hashicorp.com/terraform/index.json", "https://releases.hashicorp.com/terraform/1.2.3", ".sig")]
    [InlineData(ToolName.Tofu, "https://get.opentofu.org/tofu/api.json", "https://github.com/opentofu/opentofu/releases/download/v1.2.3", ".gpgsig")]
    public void Each_tool_comes_from_its_vendor_unless_a_mirror_is_set(ToolName name, string versions, string folder, string suffix)
    {
        Assert.True(ToolVersion.TryParse("1.2.3", out var version));

        var index = ReleaseIndex.Of(name, mirror: null);

        Assert.Equal((versions, folder, suffix), (index.Versions.AbsoluteUri, index.Folder(version), index.SignatureSuffix));
    }

    [Fact]
    public void The_index_of_either_vendor_is_read()
    {
        using var list = System.Text.Json.JsonDocument.Parse("""{"versions":[{"id":"1.6.0","files":[]},{"id":"nonsense"},{}]}""");
        using var map = System.Text.Json.JsonDocument.Parse("""{"versions":{"1.6.0":{}}}""");

        Assert.Equal(["1.6.0"], ReleaseIndex.Read(list).Select(version => version.ToString()));
        Assert.Equal(["1.6.0"], ReleaseIndex.Read(map).Select(version => version.ToString()));
    }

    private async Task ProblemAsync(string constraint, params string[] parts)
    {
        var search = await FindAsync(constraint);
        Assert.Null(search.Tool);
        Assert.All(parts, part => Assert.Contains(part, search.Problem, StringComparison.Ordinal));
        Assert.EndsWith(".", search.Problem, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(Tools, ".fetching-*"));
    }

    private async Task<ToolSearch> FindAsync(string constraint, ToolName name = ToolName.Terraform)
    {
        using var releases = new ReleaseClient();
        var settings = new AgentSettings
        {
            ServerUrl = new Uri("https://localhost"),
            WorkDirectory = Path.Combine(_folder.FullName, "work"),
            ToolDirectory = Tools,
            DownloadsTools = true,
            ToolMirror = _mirror ?? _site.Url,
            SandboxUserId = Environment.IsPrivilegedProcess ? 64_124 : null,
        };
        return await ToolSearching.Of(settings, releases, _host, Path.Combine(_folder.FullName, "cache")).FindAsync(new ToolRequirement(name, constraint), TestContext.Current.CancellationToken);
    }
}
