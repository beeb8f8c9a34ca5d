namespace Platform.Identity;

/// <summary>Tells an address of this site from one that would lead somebody away after signing in.</summary>
public static class LocalUrl
{
    /// <summary>The address itself when it stays here, otherwise the start page.</summary>
    public static string OrStart(string? url) => IsLocal(url) ? url! : "/";

    /// <summary>A path from the root. Browsers read <c>//host</c> and <c>/\host</c> as another host, and drop tabs and line ends first.</summary>
    public static bool IsLocal(string? url) =>
        url is ['/', ..] && url is not ['/', '/' or '\\', ..] && !url.Any(char.IsControl);
}
