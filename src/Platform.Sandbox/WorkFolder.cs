using Platform.Sandbox.Native;

namespace Platform.Sandbox;

/// <summary>What a work folder must be before a program starts in it.</summary>
public static class WorkFolder
{
    /// <summary>Makes a file or folder belong to the user that a sandbox runs as; nothing to do where there is no such user.</summary>
    public static void GiveTo(string path, int? userId)
    {
        if (userId is { } user)
        {
            Libc.ChangeOwner(path, user);
        }
    }

    /// <summary>Deletes a folder with whatever a program left in it: names that are no text, folders nested without end or closed to everybody.</summary>
    public static void Delete(string path)
    {
        using (var top = Libc.OpenToList(path))
        {
            FolderRemoval.Empty(top);
        }

        Directory.Delete(path);
    }

    /// <summary>Makes sure that a program can start in a folder below its work folder.</summary>
    internal static void RequireFolder(string workFolder, string relativePath)
    {
        if (relativePath.Length == 0)
        {
            return;
        }

        using var folder = Libc.OpenFolder(workFolder);
        try
        {
            using var found = Libc.OpenBeneath(folder, Path.TrimEndingDirectorySeparator(relativePath) + "/")
                ?? throw new SandboxStartException($"The folder {relativePath} does not exist in the work folder.");
        }
        catch (IOException fault)
        {
            throw new SandboxStartException($"The folder {relativePath} is no folder in the work folder.", fault);
        }
    }
}
