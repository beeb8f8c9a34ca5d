using System.IO.Compression;
using Platform.Blobs;

namespace Platform.ConfigurationVersions.Archives;

/// <summary>Decides whether an upload is a configuration: a gzip-compressed tar archive that stays in its folder and within the limits.</summary>
internal static class ArchiveCheck
{
    /// <summary>Reads the archive to its end.</summary>
    /// <exception cref="ArchiveRefusedException">It is refused, with a sentence for the person who made it.</exception>
    public static async Task RunAsync(Stream archive, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            await using var gzip = new GZipStream(archive, CompressionMode.Decompress);
            await using var expanded = new LimitedStream(gzip, limits.ExpandedBytes);
            await CheckEntriesAsync(new TarEntryReader(expanded), limits, cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw ArchiveRefusedException.Because("The upload is not compressed with gzip, or it is cut off or damaged; upload a gzip-compressed tar archive.");
        }
    }

    private static async Task CheckEntriesAsync(TarEntryReader reader, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        var tree = new ArchiveTree(limits.Entries);
        var entries = 0;
        while (await reader.NextAsync(cancellationToken) is { } entry)
        {
            if (++entries > limits.Entries)
            {
                throw ArchiveRefusedException.Because($"The archive holds more than {limits.Entries} entries; exclude some with .terraformignore.");
            }

            tree.Add(entry);
        }

        tree.CheckLinks();
    }

    /// <summary>Stops reading what expands without end.</summary>
    private sealed class LimitedStream(Stream inner, long limit) : ReadOnlyStream
    {
        private long _read;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            _read += read;
            return _read <= limit ? read : throw ArchiveRefusedException.TooLarge($"The archive expands to more than {limit} bytes; exclude files with .terraformignore.");
        }
    }
}
