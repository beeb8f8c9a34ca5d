using System.Text;

namespace Platform.ConfigurationVersions.Archives;

/// <summary>What an extended header says about the entry after it: <c>LENGTH KEY=VALUE\n</c>, repeated.</summary>
internal sealed class PaxRecords
{
    public string? Name { get; private set; }
    public string? LinkTarget { get; private set; }
    public long? Size { get; private set; }

    /// <summary>Reads the records; for the header of a whole archive none may say where its entries go.</summary>
    public static PaxRecords Read(ReadOnlySpan<byte> content, bool isGlobal)
    {
        var records = new PaxRecords();
        while (content.Length > 0)
        {
            var blank = content.IndexOf((byte)' ');
            if (blank is < 1 or > 7 || !int.TryParse(content[..blank], out var length) || length <= blank + 1 || length > content.Length || content[length - 1] != '\n')
            {
                throw Damaged();
            }

            var record = content[(blank + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals < 1)
            {
                throw Damaged();
            }

            records.Take(Encoding.Latin1.GetString(record[..equals]), Encoding.Latin1.GetString(record[(equals + 1)..]), isGlobal);
            content = content[length..];
        }

        return records;
    }

    private void Take(string key, string value, bool isGlobal)
    {
        if (key.StartsWith("GNU.sparse.", StringComparison.Ordinal))
        {
            throw ArchiveRefusedException.Because("The archive holds a sparse file, which a configuration may not; make the archive without sparse files.");
        }

        if (key is not ("path" or "linkpath" or "size"))
        {
            return;
        }

        if (isGlobal || value.Contains('\0', StringComparison.Ordinal))
        {
            throw Damaged();
        }

        switch (key)
        {
            case "path":
                Name = value;
                break;
            case "linkpath":
                LinkTarget = value;
                break;
            default:
                Size = long.TryParse(value, System.Globalization.NumberStyles.None, null, out var size) ? size : throw Damaged();
                break;
        }
    }

    private static ArchiveRefusedException Damaged() => ArchiveRefusedException.Because("The archive's extended headers are damaged; make the archive again.");
}
