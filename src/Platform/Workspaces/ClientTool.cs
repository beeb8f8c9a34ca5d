using Microsoft.AspNetCore.Http;
using Platform.Contracts.Runs;

namespace Platform.Workspaces;

/// <summary>Which engine's command line sends a request.</summary>
/// <remarks>Both call their version <c>terraform-version</c>; only the User-Agent tells them apart (protocol.md §13).</remarks>
internal static class ClientTool
{
    /// <summary>The engine, or null when it is no engine that asks but a script, a provider or a page.</summary>
    public static ToolName? Of(HttpRequest request)
    {
        if (request.Headers.UserAgent.ToString().StartsWith("OpenTofu/", StringComparison.Ordinal))
        {
            return ToolName.Tofu;
        }

        return request.Headers.ContainsKey("Terraform-Version") ? ToolName.Terraform : null;
    }
}
