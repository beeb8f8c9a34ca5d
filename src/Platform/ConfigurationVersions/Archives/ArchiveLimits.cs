namespace Platform.ConfigurationVersions.Archives;

/// <summary>How large an archive may be.</summary>
/// <param name="Bytes">As it is uploaded.</param>
/// <param name="ExpandedBytes">Unpacked.</param>
/// <param name="Entries">Files, folders and links.</param>
internal sealed record ArchiveLimits(long Bytes, long ExpandedBytes, int Entries)
{
    private const int ExpandedTimes = 20;
    private const int MostEntries = 200_000;

    public static ArchiveLimits For(long archiveBytes) => new(archiveBytes, archiveBytes * ExpandedTimes, MostEntries);
}
