using Platform.Sandbox.Network;

namespace Platform.Sandbox.Isolation;

/// <summary>The environment of a program: what was asked for, and what it cannot do without.</summary>
internal static class SandboxEnvironment
{
    internal static IReadOnlyDictionary<string, string> Of(SandboxRequest request)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            ["HOME"] = SandboxPaths.Home,
            ["USER"] = "runner",
            ["TMPDIR"] = "/tmp",
            ["LANG"] = "C.UTF-8",
        };
        foreach (var (name, value) in FenceInside.EnvironmentOf(request))
        {
            environment[name] = value;
        }

        foreach (var (name, value) in request.Environment)
        {
            environment[name] = value;
        }

        return environment;
    }
}
