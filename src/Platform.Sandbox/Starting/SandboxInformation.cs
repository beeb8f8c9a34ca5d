using System.Text.Json;
using Medallion.Shell;
using Platform.Sandbox.Limits;

namespace Platform.Sandbox.Starting;

/// <summary>What bubblewrap says about a sandbox while it sets it up.</summary>
internal static class SandboxInformation
{
    /// <summary>The processes of the new namespace; null when it came to nothing.</summary>
    /// <remarks>
    /// Takes no cancellation token: it lasts milliseconds, and to end bubblewrap before we know the namespace's first process
    /// would leave that one waiting for it for ever.
    /// </remarks>
    internal static async Task<NamespaceTree?> ReadAsync(FileStream information)
    {
        using var json = new MemoryStream();
        await information.CopyToAsync(json, CancellationToken.None);
        if (json.Length == 0)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json.ToArray());
        return NamespaceTree.Of(document.RootElement.GetProperty("child-pid").GetInt32());
    }

    /// <summary>Why a sandbox that failed did.</summary>
    internal static async Task<string> WhyAsync(Command command, CancellationToken cancellationToken)
    {
        var said = (await command.StandardError.ReadToEndAsync(cancellationToken)).Trim();
        return said.Length > 0 ? said : "The sandbox ended before it began.";
    }
}
