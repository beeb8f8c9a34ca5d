using System.Text.Json;
using Medallion.Shell;

namespace Platform.Sandbox.Starting;

/// <summary>What bubblewrap says about a sandbox while it sets it up.</summary>
internal static class SandboxInformation
{
    /// <summary>The first process of the new namespace, as the host numbers it; null when there was none.</summary>
    internal static async Task<int?> ReadAsync(FileStream information, CancellationToken cancellationToken)
    {
        using var json = new MemoryStream();
        await information.CopyToAsync(json, cancellationToken);
        if (json.Length == 0)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json.ToArray());
        return document.RootElement.GetProperty("child-pid").GetInt32();
    }

    /// <summary>Why a sandbox that failed did.</summary>
    internal static async Task<string> WhyAsync(Command command, CancellationToken cancellationToken)
    {
        var said = (await command.StandardError.ReadToEndAsync(cancellationToken)).Trim();
        return said.Length > 0 ? said : "The sandbox ended before it began.";
    }
}
