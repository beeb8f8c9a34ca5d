using System.Text;
using Platform.Agent.States;

namespace Platform.UnitTests.Agent.States;

public sealed class JsonDocumentScanTests
{
    [Theory]
    [InlineData("""{"version":4,"resources":[{"a":1}]}""", true)]
    [InlineData("""{"version":4,"resources":[{"a":1}""", false)]
    [InlineData("[1]", false)]
    [InlineData("", false)]
    public async Task Half_a_document_is_told_from_a_whole_one(string text, bool isWhole)
    {
        using var document = new MemoryStream(Encoding.UTF8.GetBytes(text));

        Assert.Equal(isWhole ? ScanResult.Whole : ScanResult.Broken, await JsonDocumentScan.LookAsync(document, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Deep_nesting_is_no_fault_of_a_state()
    {
        var text = string.Concat(Enumerable.Repeat("""{"a":""", 200)) + "1" + new string('}', 200);
        using var document = new MemoryStream(Encoding.UTF8.GetBytes(text));

        Assert.Equal(ScanResult.Whole, await JsonDocumentScan.LookAsync(document, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_value_of_megabytes_is_taken_and_one_without_end_is_not()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var long20 = new MemoryStream(Encoding.UTF8.GetBytes($$"""{"a":"{{new string('x', 20_000_000)}}"}"""));
        await using var endless = new EndlessText();

        Assert.Equal(ScanResult.Whole, await JsonDocumentScan.LookAsync(long20, cancellationToken));
        Assert.Equal(ScanResult.TooLong, await JsonDocumentScan.LookAsync(endless, cancellationToken));
        Assert.InRange(endless.Given, JsonDocumentScan.LongestToken, 2L * JsonDocumentScan.LongestToken);
    }

    /// <summary><c>{"xxxx</c> and so on.</summary>
    private sealed class EndlessText : Stream
    {
        public long Given { get; private set; }
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'x');
            if (Given == 0)
            {
                "{\""u8.CopyTo(buffer.Span);
            }

            Given += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }

        public override void Flush() => throw new NotSupportedException();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
