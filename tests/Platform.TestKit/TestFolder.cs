namespace Platform.TestKit;

/// <summary>Removes what a server under test worked in.</summary>
public static class TestFolder
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Deletes the folder with all that is in it, also while an agent that outlived its server by a moment still deletes its own part.</summary>
    /// <exception cref="IOException">It is still there after half a minute.</exception>
    public static void Delete(string path)
    {
        IOException? last = null;
        if (!SpinWait.SpinUntil(() => IsDeleted(path, out last), Limit))
        {
            throw new IOException($"The folder {path} cannot be deleted: {last?.Message}", last);
        }
    }

    private static bool IsDeleted(string path, out IOException? why)
    {
        why = null;
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }

            return true;
        }
        catch (IOException exception)
        {
            why = exception;
            return false;
        }
    }
}
