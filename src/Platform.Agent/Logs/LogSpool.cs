using System.Buffers;
using System.Text;
using Platform.Contracts.Runs;

namespace Platform.Agent.Logs;

/// <summary>One log of the job as a file on its way to the server: cleaned, masked, and never longer than allowed.</summary>
/// <remarks>
/// The file lies outside the sandbox. It keeps memory flat when the tool prints faster than the server takes, and lets the shipper go back to any
/// offset the server asks for.
/// </remarks>
internal sealed class LogSpool : IDisposable
{
    /// <summary>What is printed beyond this is not kept; the log says so.</summary>
    public const long DefaultLimit = 64L * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly FileStream _file;
    private readonly SecretMask _mask;

    // Only this stream is printed by a client that takes words in brackets for colours.
    private readonly ColourWords? _words;
    private readonly TerminalFilter _filter = new();
    private readonly StringBuilder _clean = new();
    private readonly ArrayBufferWriter<byte> _masked = new(4096);
    private readonly ArrayBufferWriter<byte> _guarded = new(4096);
    private readonly long _limit;
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _length;
    private bool _full;
    private bool _completed;

    public LogSpool(LogStream stream, string path, IReadOnlyList<byte[]> secrets, long limit)
    {
        Stream = stream;
        _limit = limit;
        _mask = new SecretMask(secrets);
        _words = stream == LogStream.Text ? new ColourWords() : null;
        // Buffer size 0: a reader on the same file must see every byte that the length promises.
        _file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.ReadWrite,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }

    public LogStream Stream { get; }

    /// <summary>Bytes in the file so far.</summary>
    public long Length => Interlocked.Read(ref _length);

    /// <summary>Nothing will be added any more.</summary>
    public bool IsCompleted => Volatile.Read(ref _completed);

    /// <summary>It reached its limit: what is added now is dropped.</summary>
    public bool IsFull => Volatile.Read(ref _full);

    /// <summary>The start-of-text byte, which the readers of the log wait for (protocol.md §6.2). The server adds the end.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            Store([0x02]);
        }
    }

    /// <summary>Adds whole lines of text.</summary>
    public void Write(string text)
    {
        lock (_lock)
        {
            _clean.Clear();
            _filter.Append(text, _clean);
            _filter.Complete(_clean);
            _mask.Append(Encoding.UTF8.GetBytes(_clean.ToString()), _masked);
            StoreMasked();
        }
    }

    /// <summary>Adds a line that is known to be clean UTF-8 without control characters; the line end is added.</summary>
    public void WriteCleanLine(ReadOnlySpan<byte> line)
    {
        lock (_lock)
        {
            _mask.Append(line, _masked);
            _mask.Append("\n"u8, _masked);
            StoreMasked();
        }
    }

    /// <summary>Ends the log.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _mask.Complete(_masked);
            StoreMasked();
            _words?.Complete(_guarded);
            StoreGuarded();
            Volatile.Write(ref _completed, value: true);
            _grown.TrySetResult();
        }
    }

    /// <summary>Reads stored bytes from an offset.</summary>
    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
        RandomAccess.ReadAsync(_file.SafeFileHandle, buffer[..(int)Math.Min(buffer.Length, Length - offset)], offset, cancellationToken);

    /// <summary>Waits until there is more than <paramref name="offset"/> or the log is complete.</summary>
    public async Task WaitForMoreAsync(long offset, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task grown;
            lock (_lock)
            {
                if (_length > offset || _completed)
                {
                    return;
                }

                if (_grown.Task.IsCompleted)
                {
                    _grown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }

                grown = _grown.Task;
            }

            await grown.WaitAsync(cancellationToken);
        }
    }

    public void Dispose() => _file.Dispose();

    private void StoreMasked()
    {
        if (_words is null)
        {
            Store(_masked.WrittenSpan);
        }
        else
        {
            _words.Append(_masked.WrittenSpan, _guarded);
            StoreGuarded();
        }

        _masked.ResetWrittenCount();
    }

    private void StoreGuarded()
    {
        Store(_guarded.WrittenSpan);
        _guarded.ResetWrittenCount();
    }

    private void Store(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || _full || _completed)
        {
            return;
        }

        if (_length + bytes.Length > _limit)
        {
            Volatile.Write(ref _full, value: true);
            bytes = Encoding.UTF8.GetBytes($"\n... The log ends here: it reached its limit of {_limit / (1024 * 1024)} MiB. The run itself goes on.\n");
        }

        RandomAccess.Write(_file.SafeFileHandle, bytes, _length);
        Interlocked.Add(ref _length, bytes.Length);
        _grown.TrySetResult();
    }
}
