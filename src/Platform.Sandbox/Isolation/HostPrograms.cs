namespace Platform.Sandbox.Isolation;

/// <summary>Where the host keeps the programs that a sandbox is made with.</summary>
/// <remarks>Only system folders are searched: what starts before privileges are dropped must not come from a PATH.</remarks>
internal sealed record HostPrograms(string? Bubblewrap, string? SetPriv, string? Socat, string? Slirp, string? Ip, string? NsEnter)
{
    private static readonly string[] Folders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"];

    internal static HostPrograms Find() =>
        new(Find("bwrap"), Find("setpriv"), Find("socat"), Find("slirp4netns"), Find("ip"), Find("nsenter"));

    private static string? Find(string name) =>
        Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
