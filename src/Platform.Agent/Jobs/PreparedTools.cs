using System.Collections.Concurrent;
using Platform.Agent.Tools;
using Platform.Sandbox;

namespace Platform.Agent.Jobs;

/// <summary>Sandboxes that are set up for the tool before it is its turn, so that the run does not wait for the setting up.</summary>
internal sealed class PreparedTools(JobSandbox sandbox) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Task<PreparedSandbox>> _prepared = new(StringComparer.Ordinal);

    /// <summary>Begins to set up the sandbox for a command that will probably come. What goes wrong is told when it comes.</summary>
    public void Prepare(Tool tool, string currentDirectory, IReadOnlyList<string> arguments, bool withNetwork) =>
        _ = _prepared.GetOrAdd(KeyOf(currentDirectory, arguments, withNetwork), _ => sandbox.PrepareToolAsync(tool, currentDirectory, arguments, withNetwork, CancellationToken.None));

    /// <summary>The sandbox for a command: the one that was set up for just this, or a new one.</summary>
    public Task<PreparedSandbox> TakeAsync(Tool tool, string currentDirectory, IReadOnlyList<string> arguments, bool withNetwork, CancellationToken cancellationToken) =>
        _prepared.TryRemove(KeyOf(currentDirectory, arguments, withNetwork), out var prepared)
            ? prepared
            : sandbox.PrepareToolAsync(tool, currentDirectory, arguments, withNetwork, cancellationToken);

    /// <summary>Gives up what nobody took.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var prepared in _prepared.Values)
        {
            try
            {
                await (await prepared).DisposeAsync();
            }
            catch (SandboxStartException)
            {
                // Nobody needed it in the end.
            }
        }
    }

    private static string KeyOf(string currentDirectory, IReadOnlyList<string> arguments, bool withNetwork) =>
        string.Join('\0', [withNetwork ? "network" : "alone", currentDirectory, .. arguments]);
}
