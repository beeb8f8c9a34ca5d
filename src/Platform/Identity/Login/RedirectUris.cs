using System.Collections.Frozen;
using Platform.Discovery;

namespace Platform.Identity.Login;

/// <summary>Where a login may send its code: to the listener that a CLI opens on the person's own machine, and nowhere else.</summary>
/// <remarks>The few addresses that are possible are written out and compared as text, so no way to spell an address can slip through a parser.</remarks>
internal static class RedirectUris
{
    private static readonly FrozenSet<string> Allowed = Enumerable.Range(LoginService.FirstPort, LoginService.LastPort - LoginService.FirstPort + 1)
        .SelectMany(port => new[] { $"http://localhost:{port}/login", $"http://127.0.0.1:{port}/login" })
        .ToFrozenSet(StringComparer.Ordinal);

    public static bool IsAllowed(string? uri) => uri is not null && Allowed.Contains(uri);
}
