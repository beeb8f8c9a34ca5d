namespace Platform.Server.Tls;

/// <summary>Writes certificates and keys, each as a whole or not at all.</summary>
internal static class PemFiles
{
    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Public = Secret | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes the file, in place of one that is there.</summary>
    public static void Write(string path, string pem, bool secret) => File.Move(WriteBeside(path, pem, secret), path, overwrite: true);

    /// <summary>Writes the file unless it is there: of nodes that start at the same moment the first one decides.</summary>
    public static void WriteNew(string path, string pem, bool secret)
    {
        var fresh = WriteBeside(path, pem, secret);
        try
        {
            File.Move(fresh, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(fresh);
        }
    }

    private static string WriteBeside(string path, string pem, bool secret)
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        var fresh = Path.Combine(folder, $".{Path.GetRandomFileName()}");
        using (var file = new FileStream(fresh, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = secret ? Secret : Public,
        }))
        {
            using var writer = new StreamWriter(file);
            writer.Write(pem);
            if (!pem.EndsWith('\n'))
            {
                writer.Write('\n');
            }

            writer.Flush();
            file.Flush(flushToDisk: true);
        }

        return fresh;
    }
}
