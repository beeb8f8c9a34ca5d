using Platform.Sandbox.Isolation;

namespace Platform.Sandbox.Network;

/// <summary>What a sandbox holds of its fence: sockets, the programs that offer them on loopback, and variables that point there.</summary>
internal static class FenceInside
{
    // Offers each socket on its loopback port, waits until all of them listen, and becomes the program.
    // The offering processes are orphaned on purpose: the program must not find children that it did not start.
    // /proc/net/tcp names a listening loopback port "0100007F:PORT … 0A"; reading it takes no process.
    private const string Script = """
        socat=$1; sockets=$2; shift 2; wanted=0
        while [ "$1" != -- ]; do
          ("$socat" "TCP-LISTEN:$1,bind=127.0.0.1,reuseaddr,fork,backlog=256" "UNIX-CONNECT:$sockets/$1" </dev/null >/dev/null 2>&1 &)
          wanted=$((wanted+1)); shift
        done
        shift; listening=0; looks=0
        while [ $listening -lt $wanted ] && [ $looks -lt 20000 ]; do
          listening=0; looks=$((looks+1))
          while read -r _ local _ state _; do
            case $local$state in 0100007F:????0A) listening=$((listening+1));; esac
          done </proc/net/tcp
        done
        exec "$@"
        """;

    /// <summary>The command line that runs the request's program, with its listeners before it where it has a fence.</summary>
    internal static IReadOnlyList<string> Wrap(SandboxRequest request, HostPrograms programs)
    {
        var ports = SocketsOf(request).Select(socket => $"{socket.Port}").ToList();
        if (ports.Count == 0)
        {
            return [request.FileName, .. request.Arguments];
        }

        var socat = programs.Socat ?? throw new SandboxStartException("socat is missing; install the package socat.");
        return ["/bin/sh", "-c", Script, "sh", socat, SandboxPaths.Sockets, .. ports, "--", request.FileName, .. request.Arguments];
    }

    internal static IEnumerable<(int Port, string Path)> SocketsOf(SandboxRequest request) => request.Network switch
    {
        SandboxNetwork.Fenced => request.Fence!.Sockets,
        SandboxNetwork.Open => request.Fence?.Sockets.Where(socket => socket.Port != FencedNetwork.ProxyPort) ?? [],
        SandboxNetwork.None => [],
    };

    internal static IEnumerable<KeyValuePair<string, string>> EnvironmentOf(SandboxRequest request)
    {
        if (request.Network is not SandboxNetwork.Fenced)
        {
            return [];
        }

        var proxy = $"http://127.0.0.1:{FencedNetwork.ProxyPort}";
        const string direct = "localhost,127.0.0.1,::1";
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HTTP_PROXY"] = proxy,
            ["HTTPS_PROXY"] = proxy,
            ["http_proxy"] = proxy,
            ["https_proxy"] = proxy,
            ["NO_PROXY"] = direct,
            ["no_proxy"] = direct,
            // A sandbox is new each time and knows no host keys; asking a person is not possible either.
            ["GIT_SSH_COMMAND"] = $"ssh -o BatchMode=yes -o StrictHostKeyChecking=accept-new -o 'ProxyCommand=socat - PROXY:127.0.0.1:%h:%p,proxyport={FencedNetwork.ProxyPort}'",
        };
    }
}
