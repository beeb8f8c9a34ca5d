using System.Text;
using Platform.Agent.Logs;
using Platform.Contracts.Runs;

namespace Platform.UnitTests.Agent.Logs;

public sealed class LogSpoolTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void Beyond_its_limit_the_log_says_that_it_ends()
    {
        using (var spool = new LogSpool(LogStream.Text, _path, [], limit: 1024 * 1024))
        {
            for (var line = 0; line < 20_000; line++)
            {
                spool.Write($"line {line} with some text so that a megabyte is soon full and more\n");
            }

            spool.Complete();
        }

        var text = File.ReadAllText(_path);
        Assert.InRange(text.Length, 1024 * 1024 - 200, 1024 * 1024 + 200);
        Assert.EndsWith("... The log ends here: it reached its limit of 1 MiB. The run itself goes on.\n", text);
    }

    [Fact]
    public async Task A_waiting_reader_wakes_when_something_is_added()
    {
        using var spool = new LogSpool(LogStream.Text, _path, [], LogSpool.DefaultLimit);
        var waiting = spool.WaitForMoreAsync(0, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);

        spool.Begin();

        await waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        var read = new byte[10];
        Assert.Equal(1, await spool.ReadAsync(0, read, TestContext.Current.CancellationToken));
        Assert.Equal(0x02, read[0]);
    }

    [Fact]
    public void A_secret_of_two_lines_is_masked_across_writes()
    {
        using (var spool = new LogSpool(LogStream.Text, _path, [Encoding.UTF8.GetBytes("first\nsecond")], LogSpool.DefaultLimit))
        {
            spool.Write("first\n");
            spool.Write("second\n");
            spool.Complete();
        }

        Assert.Equal("***\n", File.ReadAllText(_path));
    }

    [Theory]
    [InlineData(LogStream.Text, "a [\u001b[10mbold] *** and [red\n")]
    [InlineData(LogStream.Events, "a [bold] *** and [red\n")]
    public void Words_that_a_client_takes_for_colours_are_marked_behind_the_mask_and_in_the_text_only(LogStream stream, string expected)
    {
        using (var spool = new LogSpool(stream, _path, [Encoding.UTF8.GetBytes("pass[red]word")], LogSpool.DefaultLimit))
        {
            spool.Write("a [bold] pass[red]word and [red");
            spool.Write("\n");
            spool.Complete();
        }

        Assert.Equal(expected, File.ReadAllText(_path));
    }

    public void Dispose() => File.Delete(_path);
}
