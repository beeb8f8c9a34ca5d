using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Platform.Web.Runs;
using Platform.Web.StateVersions;

namespace Platform.Web;

/// <summary>Maps the pages and what they need.</summary>
public static class WebEndpoints
{
    extension(IEndpointRouteBuilder site)
    {
        public void MapWeb()
        {
            ArgumentNullException.ThrowIfNull(site);
            site.MapStaticAssets();
            site.MapGet("/_framework/blazor.web.js", BlazorScript);
            site.MapGet("/", () => TypedResults.Redirect("/app"));
            // The address that the CLI prints when a run starts.
            site.MapGet("/app/{organization}/{workspace}/runs/{run}", (string organization, string workspace, string run) =>
                TypedResults.LocalRedirect($"/app/{Uri.EscapeDataString(organization)}/workspaces/{Uri.EscapeDataString(workspace)}/runs/{Uri.EscapeDataString(run)}"));
            site.MapGet("/app/{organization}/workspaces/{workspace}/runs/{run}/{phase}.log", DownloadLog.HandleAsync).RequireAuthorization();
            site.MapGet("/app/{organization}/workspaces/{workspace}/states/{state}.tfstate", DownloadStateFile.HandleAsync).RequireAuthorization();
            site.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        }
    }

    // The build put it into this assembly (BlazorScript.targets). A new version of the program is a new tag.
    private static FileStreamHttpResult BlazorScript() => TypedResults.Stream(
        typeof(WebEndpoints).Assembly.GetManifestResourceStream("blazor.web.js")!,
        "text/javascript",
        entityTag: new EntityTagHeaderValue($"\"{typeof(WebEndpoints).Module.ModuleVersionId:N}\""));
}
