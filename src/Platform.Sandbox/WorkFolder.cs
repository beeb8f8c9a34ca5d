using Platform.Sandbox.Native;

namespace Platform.Sandbox;

/// <summary>A folder that a sandboxed program owns and this process reads and writes too.</summary>
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
}
