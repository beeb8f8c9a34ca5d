using System.Globalization;
using System.Text;

namespace Platform.Agent.States;

/// <summary>First lines of a request: the method and how long the body is; null length when the body's length is not told beforehand.</summary>
internal sealed record HttpRequestHead(string Method, long? ContentLength);

/// <summary>Reads requests one after the other from a stream.</summary>
internal sealed class HttpRequestReader(Stream connection, int longestHead)
{
    private readonly byte[] _buffer = new byte[longestHead];
    private int _from;
    private int _to;

    /// <summary>The next head; null when the connection ended or what came is no request.</summary>
    public async Task<HttpRequestHead?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var end = _buffer.AsSpan(_from, _to - _from).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                var head = Encoding.ASCII.GetString(_buffer, _from, end);
                _from += end + 4;
                return Parse(head);
            }

            if (_from > 0)
            {
                _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
                (_from, _to) = (0, _to - _from);
            }

            var read = _to == _buffer.Length ? 0 : await connection.ReadAsync(_buffer.AsMemory(_to), cancellationToken);
            if (read == 0)
            {
                return null;
            }

            _to += read;
        }
    }

    /// <summary>The body of the request whose head was read last; it must be read to its end before the next head.</summary>
    public Stream Body(long length) => new BodyStream(this, length);

    private static HttpRequestHead Parse(string head)
    {
        var lines = head.Split("\r\n");
        long? length = 0;
        foreach (var line in lines.Skip(1))
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                length = long.TryParse(line["Content-Length:".Length..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
            }
            else if (line.StartsWith("Transfer-Encoding:", StringComparison.OrdinalIgnoreCase))
            {
                length = null;
            }
        }

        return new HttpRequestHead(lines[0].Split(' ')[0], length);
    }

    private async ValueTask<int> ReadBodyAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_from == _to)
        {
            return await connection.ReadAsync(buffer, cancellationToken);
        }

        var taken = Math.Min(buffer.Length, _to - _from);
        _buffer.AsSpan(_from, taken).CopyTo(buffer.Span);
        _from += taken;
        return taken;
    }

    private sealed class BodyStream(HttpRequestReader reader, long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left == 0)
            {
                return 0;
            }

            var read = await reader.ReadBodyAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken);
            _left -= read;
            return read > 0 ? read : throw new EndOfStreamException("The connection ended in the middle of a state.");
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");
        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
