using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Platform.UnitTests.ConfigurationVersions.Archives;

/// <summary>Builds archives, good and hostile ones.</summary>
internal sealed class TestArchive(TarEntryFormat format = TarEntryFormat.Pax)
{
    private readonly List<byte> _tar = [];

    public TestArchive File(string name, string content = "x") => Write(TarEntryType.RegularFile, name, entry =>
        entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)));

    public TestArchive Folder(string name) => Write(TarEntryType.Directory, name, _ => { });

    public TestArchive Link(string name, string target) => Write(TarEntryType.SymbolicLink, name, entry => entry.LinkName = target);

    public TestArchive HardLink(string name, string target) => Write(TarEntryType.HardLink, name, entry => entry.LinkName = target);

    public TestArchive Special(TarEntryType type, string name) => Write(type, name, _ => { });

    /// <summary>A header as an attacker would make it by hand, with a good checksum.</summary>
    public TestArchive Raw(char type, string name, long size, byte[]? content = null)
    {
        var block = new byte[512];
        Encoding.Latin1.GetBytes(name, block);
        Encoding.ASCII.GetBytes(Convert.ToString(size, 8).PadLeft(11, '0'), block.AsSpan(124));
        block[156] = (byte)type;
        "ustar\000"u8.CopyTo(block.AsSpan(257));
        block.AsSpan(148, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes(Convert.ToString(block.Sum(b => b), 8).PadLeft(6, '0'), block.AsSpan(148));
        block[154] = 0;
        _tar.AddRange(block);
        _tar.AddRange(content ?? []);
        _tar.AddRange(new byte[(512 - ((content?.Length ?? 0) % 512)) % 512]);
        return this;
    }

    /// <summary>The tar bytes with their end.</summary>
    public byte[] Tar(bool withEnd = true) => withEnd ? [.. _tar.ToArray(), .. new byte[1024]] : _tar.ToArray();

    public byte[] Compressed() => Gzip(Tar());

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    private TestArchive Write(TarEntryType type, string name, Action<TarEntry> prepare)
    {
        TarEntry entry = format switch
        {
            TarEntryFormat.Gnu => new GnuTarEntry(type, name),
            TarEntryFormat.Ustar => new UstarTarEntry(type, name),
            TarEntryFormat.V7 => new V7TarEntry(type == TarEntryType.RegularFile ? TarEntryType.V7RegularFile : type, name),
            _ => new PaxTarEntry(type, name),
        };
        prepare(entry);
        using var one = new MemoryStream();
        using (var writer = new TarWriter(one, format, leaveOpen: true))
        {
            writer.WriteEntry(entry);
        }

        // The writer ends each archive with two empty blocks; ours ends once.
        _tar.AddRange(one.ToArray()[..^1024]);
        return this;
    }
}
