using Microsoft.AspNetCore.Http;
using Platform.Access;
using Platform.Blobs;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Results;

namespace Platform.StateVersions;

/// <summary>Gives out a state's bytes as they were received.</summary>
public sealed class DownloadState(FindStateVersion find, IEncryptedBlobs blobs)
{
    /// <summary>Opens the state of a version that is here.</summary>
    public async Task<Result<StateContent>> ExecuteAsync(StateVersionId id, CancellationToken cancellationToken)
    {
        if (!(await find.ByIdAsync(id, Permission.ReadState, cancellationToken)).TryGet(out var version, out var refusal))
        {
            return refusal;
        }

        if (!version.IsStored)
        {
            return Refusal.NotFound($"state of {id}");
        }

        if (await blobs.OpenReadAsync(version.OrganizationId, BlobName.State(id), cancellationToken) is { } content)
        {
            return new StateContent(content, version.Size);
        }

        // Unless they were deleted in this moment.
        return (await find.ByIdAsync(id, Permission.ReadState, cancellationToken)).Value is { IsStored: true }
            ? throw new InvalidDataException($"The bytes of state version {id} are missing from the blob store.")
            : Refusal.NotFound($"state of {id}");
    }

    /// <summary>Opens the JSON form, where the client sent one.</summary>
    public async Task<Result<StateContent>> JsonAsync(StateVersionId id, CancellationToken cancellationToken)
    {
        if (!(await find.ByIdAsync(id, Permission.ReadState, cancellationToken)).TryGet(out var version, out var refusal))
        {
            return refusal;
        }

        var content = version is { HasJson: true, IsDeleted: false } ? await blobs.OpenReadAsync(version.OrganizationId, BlobName.JsonState(id), cancellationToken) : null;
        return content is null ? Refusal.NotFound($"JSON form of {id}") : new StateContent(content, null);
    }

    [Answers(200, MediaType = "application/json")]
    internal static async Task<IResult> HandleAsync(StateVersionId id, DownloadState download, CancellationToken cancellationToken) =>
        (await download.ExecuteAsync(id, cancellationToken)).ToHttp(content => new StateResult(content));

    [Answers(200, MediaType = "application/json")]
    internal static async Task<IResult> HandleJsonAsync(StateVersionId id, DownloadState download, CancellationToken cancellationToken) =>
        (await download.JsonAsync(id, cancellationToken)).ToHttp(content => new StateResult(content));

    private sealed class StateResult(StateContent content) : IResult
    {
        private const int Buffer = 64 * 1024;

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await using var bytes = content.Bytes;
            httpContext.Response.ContentType = "application/json";
            httpContext.Response.ContentLength = content.Length;
            await bytes.CopyToAsync(httpContext.Response.Body, Buffer, httpContext.RequestAborted);
        }
    }
}

/// <summary>A state to be read, and its length where it is known.</summary>
public sealed record StateContent(Stream Bytes, long? Length);
