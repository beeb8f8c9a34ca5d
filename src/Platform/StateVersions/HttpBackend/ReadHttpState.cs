using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Platform.Access;
using Platform.JsonApi;
using Platform.Workspaces;

namespace Platform.StateVersions.HttpBackend;

/// <summary>Gives the current state to a client of the <c>http</c> backend.</summary>
internal static class ReadHttpState
{
    public static async Task<IResult> HandleAsync(
        string organization, string workspace, HttpResponse http, FindWorkspace workspaces, FindStateVersion find, DownloadState download, CancellationToken cancellationToken)
    {
        if (!(await workspaces.ByNameAsync(organization, workspace, cancellationToken)).TryGet(out var found, out var refusal)
            || !(await find.WorkspaceAsync(found.Id, Permission.ReadState, cancellationToken)).TryGet(out _, out refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        if (!(await find.CurrentAsync(found.Id, Permission.ReadState, cancellationToken)).TryGet(out var current, out _))
        {
            // By this the client knows that there is no state yet.
            return TypedResults.NoContent();
        }

        http.Headers[HeaderNames.ContentMD5] = Convert.ToBase64String(Convert.FromHexString(current.Md5));
        return await DownloadState.HandleAsync(current.Id, download, cancellationToken);
    }
}
