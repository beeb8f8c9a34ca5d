namespace Platform.ConfigurationVersions.Archives;

/// <summary>Reads the entries of a tar archive from a stream, without their content, and refuses what no configuration needs.</summary>
/// <remarks>
/// Own reading, because the framework's reader takes a header of any size into memory. It is strict: what two programs could read in two
/// ways is refused, so that what was checked here is what is unpacked elsewhere.
/// </remarks>
internal sealed class TarEntryReader(Stream archive)
{
    private const int LargestExtension = 1024 * 1024;
    private const string CutOff = "The archive is cut off; upload it again.";
    private readonly byte[] _block = new byte[TarHeader.BlockSize];
    private readonly byte[] _skipped = new byte[64 * 1024];

    /// <summary>The next entry, or null at the end. Its content was passed over.</summary>
    public async ValueTask<TarEntry?> NextAsync(CancellationToken cancellationToken)
    {
        PaxRecords? extended = null;
        string? longName = null;
        string? longTarget = null;
        while (true)
        {
            await ReadBlockAsync(cancellationToken);
            if (_block.AsSpan().IndexOfAnyExcept((byte)0) < 0)
            {
                await CheckNothingFollowsAsync(cancellationToken);
                return null;
            }

            var header = TarHeader.Read(_block);
            switch (header.Type)
            {
                case 'x' when extended is null:
                    extended = PaxRecords.Read(await ReadContentAsync(header.Size, cancellationToken), isGlobal: false);
                    break;
                case 'g':
                    _ = PaxRecords.Read(await ReadContentAsync(header.Size, cancellationToken), isGlobal: true);
                    break;
                case 'L' when longName is null:
                    longName = TarHeader.Text(await ReadContentAsync(header.Size, cancellationToken));
                    break;
                case 'K' when longTarget is null:
                    longTarget = TarHeader.Text(await ReadContentAsync(header.Size, cancellationToken));
                    break;
                default:
                    if (extended is not null && (longName ?? longTarget) is not null)
                    {
                        throw ArchiveRefusedException.Because("The archive names an entry in two ways; make it with one tar format.");
                    }

                    return await FinishAsync(header, extended, longName, longTarget, cancellationToken);
            }
        }
    }

    private async ValueTask<TarEntry> FinishAsync(
        TarHeader header, PaxRecords? extended, string? longName, string? longTarget, CancellationToken cancellationToken)
    {
        var name = extended?.Name ?? longName ?? header.Name;
        var size = extended?.Size ?? header.Size;
        var kind = KindOf(header.Type, name);
        if (kind == TarEntryKind.File)
        {
            await SkipAsync(size, cancellationToken);
        }
        else if (size != 0)
        {
            throw ArchiveRefusedException.Because($"The archive gives content to {ArchiveRefusedException.Show(name)}, which is no file.");
        }

        return new TarEntry(name, kind, size, extended?.LinkTarget ?? longTarget ?? header.LinkTarget);
    }

    private static TarEntryKind KindOf(char type, string name)
    {
        var shown = ArchiveRefusedException.Show(name);
        return type switch
        {
            // Before folders had a type of their own, a name with a slash at its end was one.
            '0' or '\0' or '7' => name.EndsWith('/') ? TarEntryKind.Folder : TarEntryKind.File,
            '5' => TarEntryKind.Folder,
            '2' => TarEntryKind.SymbolicLink,
            '1' => throw ArchiveRefusedException.Because($"The archive holds a hard link, {shown}; a configuration may have files, folders and symbolic links only."),
            '3' or '4' => throw ArchiveRefusedException.Because($"The archive holds a device, {shown}; a configuration may have files, folders and symbolic links only."),
            '6' => throw ArchiveRefusedException.Because($"The archive holds a named pipe, {shown}; a configuration may have files, folders and symbolic links only."),
            'S' => throw ArchiveRefusedException.Because("The archive holds a sparse file, which a configuration may not; make the archive without sparse files."),
            _ => throw ArchiveRefusedException.Because($"The archive holds {shown}, which is neither a file nor a folder nor a symbolic link."),
        };
    }

    private async ValueTask<byte[]> ReadContentAsync(long size, CancellationToken cancellationToken)
    {
        if (size > LargestExtension)
        {
            throw ArchiveRefusedException.Because("The archive holds an extended header of more than 1 MiB.");
        }

        var content = new byte[size];
        await ReadExactlyAsync(content, cancellationToken);
        await ReadExactlyAsync(_skipped.AsMemory(0, PaddingAfter(size)), cancellationToken);
        return content;
    }

    private async ValueTask SkipAsync(long size, CancellationToken cancellationToken)
    {
        // The padding is counted apart, since a declared size may be near the largest number there is.
        for (var left = size; left > 0;)
        {
            var piece = (int)Math.Min(left, _skipped.Length);
            await ReadExactlyAsync(_skipped.AsMemory(0, piece), cancellationToken);
            left -= piece;
        }

        await ReadExactlyAsync(_skipped.AsMemory(0, PaddingAfter(size)), cancellationToken);
    }

    private static int PaddingAfter(long size) => (int)((TarHeader.BlockSize - (size % TarHeader.BlockSize)) % TarHeader.BlockSize);

    private ValueTask ReadBlockAsync(CancellationToken cancellationToken) => ReadExactlyAsync(_block, cancellationToken);

    private async ValueTask ReadExactlyAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (await archive.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken) < buffer.Length)
        {
            throw ArchiveRefusedException.Because(CutOff);
        }
    }

    /// <summary>Some programs go on reading after the end, so nothing may be hidden there.</summary>
    private async ValueTask CheckNothingFollowsAsync(CancellationToken cancellationToken)
    {
        int read;
        while ((read = await archive.ReadAsync(_skipped, cancellationToken)) > 0)
        {
            if (_skipped.AsSpan(0, read).IndexOfAnyExcept((byte)0) >= 0)
            {
                throw ArchiveRefusedException.Because("The archive goes on after its end; upload one archive at a time.");
            }
        }
    }
}
