using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Platform.TestKit;

namespace Platform.IntegrationTests.Server;

/// <summary>What cannot work is said in one plain sentence, with exit code 1.</summary>
public sealed class StartTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("platform-test-start-");

    [Theory]
    [InlineData("--Worker:Slots=many", "The setting Worker:Slots is 'many', and a whole number is wanted.")]
    [InlineData("--Worker:Slots=5000", "Worker:Slots is wrong")]
    [InlineData("--Sandbox:Mode=Docker", "The setting Sandbox:Mode is 'Docker', and one of Bubblewrap, None is wanted.")]
    [InlineData("--Sandbox:Tiem=01:00:00", "There is no setting Sandbox:Tiem")]
    [InlineData("--Platform:Roles:0=Cook", "The setting Platform:Roles:0 is 'Cook', and one of Api, Ui, Scheduler, Worker is wanted.")]
    [InlineData("--Platform:Roles:0=Worker", "A node without the role Api needs the setting Platform:PublicUrl")]
    [InlineData("--Platform:PublicUrl=ftp://tofu.example.com", "The setting Platform:PublicUrl is 'ftp://tofu.example.com/'")]
    [InlineData("--urls=http://localhost:8080", "HTTPS only")]
    [InlineData("serv", "'serv' is neither a command nor a setting")]
    public async Task A_wrong_setting_is_named(string argument, string sentence)
    {
        var outcome = await ServerProgram.RunAsync([argument, $"--Platform:DataDirectory={_data.FullName}"], TestContext.Current.CancellationToken);

        AssertSentence(outcome, sentence);
    }

    [Fact]
    public async Task A_taken_port_is_named_before_anything_is_made()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var outcome = await ServerProgram.RunAsync([$"--urls=https://localhost:{port}", $"--Platform:DataDirectory={_data.FullName}"], TestContext.Current.CancellationToken);

        AssertSentence(outcome, $"Another program already listens on https://localhost:{port}");
        Assert.Empty(_data.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_written_is_named()
    {
        var file = Path.Combine(_data.FullName, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        var outcome = await ServerProgram.RunAsync(
            [$"--urls=https://localhost:{FreePort.Find()}", $"--Platform:DataDirectory={file}"], TestContext.Current.CancellationToken);

        AssertSentence(outcome, $"The data folder {file} cannot be written");
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_left_alone()
    {
        string[] settings = [$"--urls=https://localhost:{FreePort.Find()}", $"--Platform:DataDirectory={_data.FullName}"];
        var made = await ServerProgram.RunAsync(["migrate", .. settings], TestContext.Current.CancellationToken);
        Assert.True(made.ExitCode == 0, made.Output);
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(_data.FullName, "platform.db")};Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO __EFMigrationsHistory VALUES ('9999_FromTheFuture', '99.0.0')";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        AssertSentence(await ServerProgram.RunAsync(settings, TestContext.Current.CancellationToken), "The database was changed by a newer version of this program (migration 9999_FromTheFuture");
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_is_refused()
    {
        await using var platform = await TestPlatform.StartAsync(new TestOptions { Workers = false }, TestContext.Current.CancellationToken);

        var outcome = await ServerProgram.RunAsync(
            [$"--urls=https://localhost:{FreePort.Find()}", $"--Platform:DataDirectory={platform.DataDirectory}"], TestContext.Current.CancellationToken);

        AssertSentence(outcome, $"Another server is running on the data folder {platform.DataDirectory}");
    }

    [Fact]
    public async Task A_database_server_that_does_not_answer_is_named()
    {
        var outcome = await ServerProgram.RunAsync(
            [
                $"--urls=https://localhost:{FreePort.Find()}", $"--Platform:DataDirectory={_data.FullName}", "--Database:Provider=PostgreSql",
                $"--ConnectionStrings:Platform=Host=127.0.0.1;Port={FreePort.Find()};Username=nobody",
            ],
            TestContext.Current.CancellationToken);

        AssertSentence(outcome, "ConnectionStrings:Platform");
    }

    [Fact]
    public async Task A_build_whose_page_files_cannot_be_read_says_so()
    {
        using var copy = await ProgramCopy.CreateAsync();
        await copy.LosePageFilesAsync();

        var outcome = await ServerProgram.RunAsync([$"--Platform:DataDirectory={_data.FullName}"], TestContext.Current.CancellationToken, copy);

        AssertSentence(outcome, "The files of the pages cannot be read");
    }

    public void Dispose() => TestFolder.Delete(_data.FullName);

    private static void AssertSentence(CommandOutcome outcome, string sentence)
    {
        Assert.True(outcome.ExitCode == 1, $"It ended with {outcome.ExitCode}:\n{outcome.Output}");
        Assert.Contains(sentence, outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Output, StringComparison.Ordinal);
    }
}
