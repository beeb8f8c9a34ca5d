using System.Text.Json;
using Platform.Contracts.Agents;
using Platform.Sandbox;

namespace Platform.Agent;

/// <summary>Answers <c>--check</c>: whether this host can run sandboxes with this kind of network, for the server to ask when it starts.</summary>
internal static class HostCheck
{
    public static async Task<int> RunAsync(SandboxNetwork network, TextWriter output, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var host = new SandboxHost(clock);
        var support = await host.CheckAsync(network, cancellationToken);
        await output.WriteLineAsync(JsonSerializer.Serialize(new SandboxCheck(support.IsPossible, support.Problem), AgentJson.Options));
        return support.IsPossible ? 0 : 1;
    }
}
