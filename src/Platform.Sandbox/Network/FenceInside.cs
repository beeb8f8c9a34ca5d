namespace Platform.Sandbox.Network;

/// <summary>What a sandbox is told about its fence.</summary>
internal static class FenceInside
{
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
