namespace Platform.Sandbox.Isolation;

/// <summary>The files that programs expect below /etc, made up so that they say nothing about the host.</summary>
internal static class SystemFiles
{
    internal const int UserId = 1000;

    /// <summary>Taken from the host as they are: certificates, and what the loader and name lookups need.</summary>
    internal static IReadOnlyList<string> FromHost { get; } =
    [
        "/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/etc/pki", "/etc/ca-certificates", "/etc/ca-certificates.conf",
        "/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d",
        "/etc/localtime", "/etc/protocols", "/etc/services", "/etc/mime.types",
    ];

    /// <summary>Folders of a merged /usr are links, those of an older layout are folders.</summary>
    internal static IReadOnlyList<string> RootFolders { get; } = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];

    internal static IEnumerable<(string Path, string Content)> MadeUp(SandboxNetwork network) =>
    [
        ("/etc/passwd", $"root:x:0:0:root:/root:/usr/sbin/nologin\nrunner:x:{UserId}:{UserId}:runner:{SandboxPaths.Home}:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"),
        ("/etc/group", $"root:x:0:\nrunner:x:{UserId}:\nnogroup:x:65534:\n"),
        ("/etc/hosts", $"127.0.0.1 localhost {HostName}\n"),
        ("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n"),
        // 10.0.2.3 is where slirp4netns answers names; in a fence only the proxy looks names up.
        ("/etc/resolv.conf", network is SandboxNetwork.Open ? "nameserver 10.0.2.3\n" : "# Names are looked up by the proxy.\n"),
    ];

    internal const string HostName = "sandbox";
}
