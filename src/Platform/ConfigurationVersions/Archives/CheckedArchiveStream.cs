using System.IO.Pipelines;
using Platform.Blobs;
using Platform.Results;

namespace Platform.ConfigurationVersions.Archives;

/// <summary>Passes an upload on as it comes, and checks it on the way: its end is given out only when the whole archive was found good.</summary>
/// <remarks>So a store that makes an object visible at the end of its stream never shows one that was refused.</remarks>
internal sealed class CheckedArchiveStream : ReadOnlyStream
{
    private const int Buffered = 1024 * 1024;
    private readonly Stream _upload;
    private readonly ArchiveLimits _limits;
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: Buffered, resumeWriterThreshold: Buffered / 2, useSynchronizationContext: false));
    private readonly Task _check;
    private long _length;
    private bool _ended;

    public CheckedArchiveStream(Stream upload, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        _upload = upload;
        _limits = limits;
        _check = Task.Run(() => CheckAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Why the archive was refused, or null.</summary>
    public Refusal? Refusal { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ended || buffer.IsEmpty)
        {
            return 0;
        }

        var read = await _upload.ReadAsync(buffer, cancellationToken);
        _length += read;
        if (_length > _limits.Bytes)
        {
            throw Note(ArchiveRefusedException.TooLarge($"The archive is larger than {_limits.Bytes} bytes; exclude files with .terraformignore."));
        }

        if (read == 0)
        {
            await _pipe.Writer.CompleteAsync();
            await _check;
            _ended = true;
            return 0;
        }

        // A check that has ended takes no more: it threw, or what follows the compressed archive is no part of it.
        if ((await _pipe.Writer.WriteAsync(buffer[..read], cancellationToken)).IsCompleted)
        {
            await _check;
        }

        return read;
    }

    public override async ValueTask DisposeAsync()
    {
        await _pipe.Writer.CompleteAsync(_ended ? null : new IOException("The upload ended early."));
        await _check.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.DisposeAsync();
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ArchiveCheck.RunAsync(_pipe.Reader.AsStream(leaveOpen: true), _limits, cancellationToken);
        }
        catch (ArchiveRefusedException exception)
        {
            throw Note(exception);
        }
        finally
        {
            await _pipe.Reader.CompleteAsync();
        }
    }

    private ArchiveRefusedException Note(ArchiveRefusedException exception)
    {
        Refusal ??= exception.Refusal;
        return exception;
    }
}
