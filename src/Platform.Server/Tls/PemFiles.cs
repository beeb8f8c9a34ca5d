namespace Platform.Server.Tls;

/// <summary>Writes certificates and keys, each as a whole or not at all.</summary>
internal static class PemFiles
{
    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Public = Secret | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public static void Write(string path, string pem, bool secret)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.new";
        File.Delete(temporary);
        using (var file = new FileStream(temporary, new FileStreamOptions
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

        File.Move(temporary, path, overwrite: true);
    }
}
