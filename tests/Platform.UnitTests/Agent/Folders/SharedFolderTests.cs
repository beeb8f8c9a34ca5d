using Platform.Agent.Folders;

namespace Platform.UnitTests.Agent.Folders;

public sealed class SharedFolderTests : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("shared-folder-");
    private readonly SharedFolder _shared;

    public SharedFolderTests()
    {
        _shared = new SharedFolder(Path.Combine(_parent.FullName, "shared"), owner: null);
        File.WriteAllText(Path.Combine(_parent.FullName, "secret"), "of the host");
    }

    [Theory, InlineData("../secret"), InlineData("/etc/hostname")]
    public void A_link_that_leads_out_is_not_read(string target)
    {
        File.CreateSymbolicLink(Path.Combine(_shared.Path, "link"), target);

        Assert.Null(_shared.OpenRead("link"));
    }

    [Fact]
    public void A_folder_that_is_a_link_out_leads_nowhere()
    {
        File.CreateSymbolicLink(Path.Combine(_shared.Path, "folder"), _parent.FullName);

        Assert.Null(_shared.OpenRead("folder/secret"));
        Assert.Throws<IOException>(() => _shared.Write("folder/new", "x"u8));
        Assert.Throws<IOException>(() => _shared.CreateDirectory("folder/new"));
        Assert.Empty(_shared.FileNames("folder"));
        _shared.DeleteDirectory("folder");
        Assert.True(File.Exists(Path.Combine(_parent.FullName, "secret")));
        Assert.False(_shared.DirectoryExists("folder"));
    }

    [Fact]
    public void Writing_replaces_a_link_instead_of_what_it_leads_to()
    {
        File.CreateSymbolicLink(Path.Combine(_shared.Path, "override"), "../secret");

        _shared.Write("override", "new"u8);

        Assert.Equal("of the host", File.ReadAllText(Path.Combine(_parent.FullName, "secret")));
        Assert.Equal("new", File.ReadAllText(Path.Combine(_shared.Path, "override")));
    }

    [Fact]
    public void A_link_that_stays_inside_is_followed()
    {
        _shared.CreateDirectory("real/deep");
        _shared.Write("real/deep/file", "content"u8);
        File.CreateSymbolicLink(Path.Combine(_shared.Path, "link"), "real/deep");

        using var file = _shared.OpenRead("link/file");

        Assert.NotNull(file);
    }

    [Fact]
    public void What_is_no_regular_file_is_not_opened()
    {
        _shared.CreateDirectory("folder");

        Assert.Null(_shared.OpenRead("folder"));
        Assert.Null(_shared.OpenRead("missing"));
    }

    public void Dispose()
    {
        _shared.Dispose();
        _parent.Delete(recursive: true);
    }
}
