using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts.Ids;
using Platform.StateVersions;

namespace Platform.Web.StateVersions;

/// <summary>Answers a state as a file, to who may read states.</summary>
internal static class DownloadStateFile
{
    public static async Task<Results<FileStreamHttpResult, NotFound>> HandleAsync(string state, DownloadState download, CancellationToken cancellationToken) =>
        ResourceId.TryParse<StateVersionId>(state, out var id) && (await download.ExecuteAsync(id, cancellationToken)).TryGet(out var content, out _)
            ? TypedResults.Stream(content.Bytes, "application/json", $"{id}.tfstate")
            : TypedResults.NotFound();
}
