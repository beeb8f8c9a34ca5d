using Microsoft.AspNetCore.Http;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Discovery;
using Platform.JsonApi;
using Platform.Results;
using Platform.StateVersions.Intake;

namespace Platform.StateVersions;

/// <summary>The addresses to which a state is uploaded; they carry their own permission, since the client sends no token to them.</summary>
internal static class StateUploads
{
    public const string State = "state";
    public const string Json = "json-state";

    /// <summary>Largest state that is taken.</summary>
    public const long MaxBytes = StateSize.MaxBytes;

    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(1);
}

/// <summary>Takes the bytes of a state (protocol.md §8.1, finalize). An address is good for one content only: the one whose digest was announced.</summary>
internal static class UploadState
{
    public static Task<IResult> HandleAsync(HttpContext http, CapabilityUrls capabilities, StoreState store, CancellationToken cancellationToken) =>
        TakeAsync(http, capabilities, StateUploads.State, async id => (await store.ExecuteAsync(id, http.Request.Body, cancellationToken)).Map(_ => Done.Value));

    public static Task<IResult> HandleJsonAsync(HttpContext http, CapabilityUrls capabilities, StoreState store, CancellationToken cancellationToken) =>
        TakeAsync(http, capabilities, StateUploads.Json, id => store.StoreJsonAsync(id, http.Request.Body, cancellationToken));

    private static async Task<IResult> TakeAsync(HttpContext http, CapabilityUrls capabilities, string purpose, Func<StateVersionId, Task<Result<Done>>> take)
    {
        if (!capabilities.TryRead(http, purpose, out var subject) || !ResourceId.TryParse<StateVersionId>(subject, out var id))
        {
            return JsonApiResults.Refused(Refusal.NotFound("such upload address; it may have expired"));
        }

        try
        {
            return (await take(id)).ToHttp(_ => TypedResults.Ok());
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return JsonApiResults.Refused(Refusal.TooLarge($"A state must be smaller than {StateUploads.MaxBytes / (1024 * 1024)} MiB."));
        }
    }
}
