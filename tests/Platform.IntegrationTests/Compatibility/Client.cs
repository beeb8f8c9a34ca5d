using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Platform.TestKit;

namespace Platform.IntegrationTests.Compatibility;

/// <summary>A client that was found on this machine.</summary>
/// <param name="Name"><c>terraform</c> or <c>tofu</c>.</param>
/// <param name="Version">For example <c>1.11.4</c>.</param>
/// <param name="Program">Its path.</param>
internal sealed partial record Client(string Name, string Version, string Program)
{
    private static readonly ConcurrentDictionary<string, Task<Client>> Known = new();

    public bool IsTofu => Name == "tofu";

    /// <summary>Asks the program for its version, once.</summary>
    public static Task<Client> OfAsync(string name, TestPlatform platform, CancellationToken cancellationToken) => Known.GetOrAdd(name, async _ =>
    {
        var program = Needs.CommandLines().TryGetValue(name, out var path) ? path : Needs.CommandLine();
        using var cli = platform.CommandLineOf(program);
        return new Client(name, VersionLine.Match(await cli.RunAsync(["version"], cancellationToken)).Groups["version"].Value, program);
    });

    public override string ToString() => $"{(IsTofu ? "OpenTofu" : "Terraform")} {Version}";

    [GeneratedRegex(@"^(Terraform|OpenTofu) v(?<version>\S+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex VersionLine { get; }
}
