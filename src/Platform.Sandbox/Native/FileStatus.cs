namespace Platform.Sandbox.Native;

/// <summary>What the system says about a file.</summary>
/// <param name="Device">The file system it is on.</param>
/// <param name="Inode">Its number there.</param>
/// <param name="IsFolder">A folder.</param>
/// <param name="IsFile">An ordinary file.</param>
/// <param name="Links">Names it has; 0 when it was deleted while it is open.</param>
/// <param name="Length">Its length.</param>
/// <param name="AllocatedBytes">What it takes on its disk.</param>
internal readonly record struct FileStatus(long Device, long Inode, bool IsFolder, bool IsFile, long Links, long Length, long AllocatedBytes);
