using System.Buffers.Binary;
using System.Text;

namespace Platform.ConfigurationVersions.Archives;

/// <summary>One header block of a tar archive, as it stands there.</summary>
internal readonly record struct TarHeader(string Name, long Size, char Type, string LinkTarget)
{
    public const int BlockSize = 512;
    private const int ChecksumAt = 148;
    private const int ChecksumLength = 8;

    /// <summary>Reads a block that is not all zeros.</summary>
    public static TarHeader Read(ReadOnlySpan<byte> block)
    {
        if (!HasGoodChecksum(block))
        {
            throw ArchiveRefusedException.Because("The upload is not a tar archive, or it is damaged; upload a gzip-compressed tar archive.");
        }

        // "ustar\0" has a prefix field; GNU's "ustar  " keeps times in its place.
        var name = Text(block[..100]);
        var prefix = block.Slice(257, 6).SequenceEqual("ustar\0"u8) ? Text(block.Slice(345, 155)) : "";
        return new TarHeader(
            prefix.Length == 0 ? name : $"{prefix}/{name}",
            Number(block.Slice(124, 12)),
            (char)block[156],
            Text(block.Slice(157, 100)));
    }

    /// <summary>The bytes up to the first NUL, one character each.</summary>
    public static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? field : field[..end]);
    }

    private static bool HasGoodChecksum(ReadOnlySpan<byte> block)
    {
        // The sum counts its own field as blanks.
        var sum = ChecksumLength * ' ';
        for (var i = 0; i < BlockSize; i++)
        {
            sum += i is >= ChecksumAt and < ChecksumAt + ChecksumLength ? 0 : block[i];
        }

        return TryReadOctal(block.Slice(ChecksumAt, ChecksumLength), out var written) && written == sum;
    }

    private static long Number(ReadOnlySpan<byte> field)
    {
        // GNU writes what octal digits cannot hold as a big-endian number behind a first byte of 0x80.
        if (field[0] == 0x80 && field[1..4].IndexOfAnyExcept((byte)0) < 0)
        {
            var large = BinaryPrimitives.ReadInt64BigEndian(field[4..]);
            if (large >= 0)
            {
                return large;
            }
        }
        else if (TryReadOctal(field, out var number))
        {
            return number;
        }

        throw ArchiveRefusedException.Because("The archive holds an entry whose size cannot be read.");
    }

    private static bool TryReadOctal(ReadOnlySpan<byte> field, out long number)
    {
        number = 0;
        var digits = field.Trim(" \0"u8);
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return false;
            }

            number = (number * 8) + (digit - '0');
        }

        return true;
    }
}
