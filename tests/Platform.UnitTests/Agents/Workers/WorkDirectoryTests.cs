using Platform.Agents.Workers;

namespace Platform.UnitTests.Agents.Workers;

public sealed class WorkDirectoryTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly string _data = Directory.CreateTempSubdirectory("data-").FullName;

    [Fact]
    public void A_server_that_is_no_root_works_below_its_data_folder_and_keeps_others_out()
    {
        var path = WorkDirectory.Prepare(configured: null, _data, otherUsers: false);

        Assert.Equal(Path.Combine(_data, "work"), path);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(path));
    }

    [Fact]
    public void Where_the_sandboxs_user_can_pass_through_the_data_folder_the_work_is_below_it()
    {
        File.SetUnixFileMode(_data, OwnerOnly | UnixFileMode.OtherExecute);

        var path = WorkDirectory.Prepare(configured: null, _data, otherUsers: true);

        Assert.Equal(Path.Combine(_data, "work"), path);
        Assert.Equal(OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute, File.GetUnixFileMode(path));
    }

    [Fact]
    public void Where_it_cannot_the_work_is_elsewhere_and_another_place_for_each_data_folder()
    {
        File.SetUnixFileMode(_data, OwnerOnly);

        var one = WorkDirectory.Choose(Path.Combine(_data, "one"), otherUsers: true);
        var two = WorkDirectory.Choose(Path.Combine(_data, "two"), otherUsers: true);

        Assert.StartsWith("/var/lib/platform-agents/", one, StringComparison.Ordinal);
        Assert.NotEqual(one, two);
    }

    [Fact]
    public void A_configured_folder_is_taken_as_it_is()
    {
        var path = Path.Combine(_data, "mine");

        Assert.Equal(path, WorkDirectory.Prepare(path, _data, otherUsers: true));
        Assert.True(Directory.Exists(path));
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);
}
