using System.Security.Cryptography;
using System.Text;

namespace Platform.Agents.Workers;

/// <summary>Where the agents of this node keep the folders of their jobs.</summary>
/// <remarks>
/// A server that is root gives each sandbox an ordinary user, who must be able to pass through every folder on the way (design.md §5.2). The data
/// folder of root is usually closed to others, and so is root's home.
/// </remarks>
internal static class WorkDirectory
{
    private const string Elsewhere = "/var/lib/platform-agents";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode PassThrough = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Makes the folder and returns its path.</summary>
    public static string Prepare(string? configured, string dataDirectory, bool otherUsers)
    {
        var path = Path.GetFullPath(configured ?? Choose(dataDirectory, otherUsers));
        var mode = otherUsers ? OwnerOnly | PassThrough : OwnerOnly;
        Directory.CreateDirectory(path, mode);
        File.SetUnixFileMode(path, mode);
        return path;
    }

    internal static string Choose(string dataDirectory, bool otherUsers)
    {
        if (!otherUsers || IsPassable(dataDirectory))
        {
            return Path.Combine(dataDirectory, "work");
        }

        // Servers with different data folders on one machine keep out of each other's way.
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(dataDirectory))))[..12];
        return Path.Combine(Elsewhere, name);
    }

    private static bool IsPassable(string path)
    {
        for (var folder = new DirectoryInfo(Path.GetFullPath(path)); folder is not null; folder = folder.Parent)
        {
            if (folder.Exists && !folder.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return false;
            }
        }

        return true;
    }
}
