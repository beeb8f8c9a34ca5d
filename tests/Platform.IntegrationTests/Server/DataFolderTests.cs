using Platform.TestKit;

namespace Platform.IntegrationTests.Server;

/// <summary>Whoever may look into the data folder still reads nothing of what the server keeps there.</summary>
public sealed class DataFolderTests : IDisposable
{
    private const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnly = OwnerReadsAndWrites | UnixFileMode.UserExecute;
    private const UnixFileMode OthersRead = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode OthersPass = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("platform-test-data-");

    [Fact]
    public async Task The_database_and_the_keys_of_a_server_are_for_its_own_user_alone()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var platform = await TestPlatform.StartAsync(new TestOptions { Workers = false }, cancellationToken);
        // A page with a form needs the keys of forms.
        using var page = await platform.Client.GetAsync(new Uri("/sign-in", UriKind.Relative), cancellationToken);
        await platform.Api.CreateOrganizationAsync(cancellationToken);

        var files = Directory.GetFiles(platform.DataDirectory).Where(file => Path.GetFileName(file).StartsWith("platform.db", StringComparison.Ordinal)).ToList();
        Assert.Contains(Path.Combine(platform.DataDirectory, "platform.db"), files);
        Assert.Contains(Path.Combine(platform.DataDirectory, "platform.db-wal"), files);
        Assert.All(files, file => Assert.Equal(OwnerReadsAndWrites, File.GetUnixFileMode(file)));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(platform.DataDirectory, "keys")));
    }

    [Fact]
    public async Task What_an_earlier_version_left_open_is_closed_with_a_warning_and_what_sandboxes_read_stays_open()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        string[] migrate = ["migrate", $"--Platform:DataDirectory={_data.FullName}"];
        var made = await ServerProgram.RunAsync(migrate, cancellationToken);
        Assert.True(made.ExitCode == 0, made.Output);
        Assert.DoesNotContain("is open to others", made.Output, StringComparison.Ordinal);
        _data.UnixFileMode = OwnerOnly | OthersRead | OthersPass;
        var keys = _data.CreateSubdirectory("keys");
        var tools = _data.CreateSubdirectory("tools");
        var database = new FileInfo(Path.Combine(_data.FullName, "platform.db"));
        var key = new FileInfo(Path.Combine(keys.CreateSubdirectory("sign-in").FullName, "key-1.xml"));
        await File.WriteAllTextAsync(key.FullName, "<key/>", cancellationToken);
        keys.UnixFileMode = tools.UnixFileMode = OwnerOnly | OthersRead | OthersPass;
        database.UnixFileMode = key.UnixFileMode = OwnerReadsAndWrites | OthersRead;

        var closing = await ServerProgram.RunAsync(migrate, cancellationToken);
        var again = await ServerProgram.RunAsync(migrate, cancellationToken);

        Assert.True(closing.ExitCode == 0, closing.Output);
        Assert.Contains($"The data folder {_data.FullName} is open to others", closing.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("is open to others", again.Output, StringComparison.Ordinal);
        Assert.Equal(OwnerReadsAndWrites, File.GetUnixFileMode(database.FullName));
        Assert.Equal(OwnerReadsAndWrites, File.GetUnixFileMode(key.FullName));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(keys.FullName));
        Assert.Equal(OwnerOnly | OthersRead | OthersPass, File.GetUnixFileMode(tools.FullName));
        Assert.Equal(OwnerOnly | OthersRead | OthersPass, File.GetUnixFileMode(_data.FullName));
    }

    public void Dispose() => TestFolder.Delete(_data.FullName);
}
