namespace Platform.Blobs;

/// <summary>Which names a blob store takes: segments of letters, digits, dots, dashes and underscores, none of which begins with a dot.</summary>
internal static class BlobPath
{
    public const int MaxLength = 500;

    /// <summary>The name as it is, or an exception: names are made by the platform, so a bad one is a fault and not a caller's mistake.</summary>
    public static string Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length <= MaxLength && name.Split('/').All(IsSegment)
            ? name
            : throw new ArgumentException($"'{name}' is no name for an object.", nameof(name));
    }

    private static bool IsSegment(string segment) =>
        segment.Length > 0 && segment[0] != '.' && segment.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_');
}
