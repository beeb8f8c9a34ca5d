namespace Platform.ConfigurationVersions.Archives;

/// <summary>One file, folder or link of an archive. Names hold one character for each byte, since nothing says how they are encoded.</summary>
internal sealed record TarEntry(string Name, TarEntryKind Kind, long Size, string LinkTarget);

/// <summary>What a configuration may consist of.</summary>
internal enum TarEntryKind
{
    File,
    Folder,
    SymbolicLink,
}
