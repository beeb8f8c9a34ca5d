using Microsoft.AspNetCore.Http;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Results;
using Platform.Workspaces.Retention;

namespace Platform.StateVersions.BackingData;

/// <summary>The actions on the bytes of one earlier state.</summary>
internal static class ChangeStateData
{
    public static async Task<IResult> HandleDeleteAsync(
        StateVersionId id, StateData data, ChangeBackingData<StateVersion> change, StateVersionDocuments documents, CancellationToken cancellationToken) =>
        await AnswerAsync(await change.DeleteAsync(token => data.FindAsync(id, token), cancellationToken), documents, cancellationToken);

    public static async Task<IResult> HandleRestoreAsync(
        StateVersionId id, StateData data, ChangeBackingData<StateVersion> change, StateVersionDocuments documents, CancellationToken cancellationToken) =>
        await AnswerAsync(await change.RestoreAsync(token => data.FindAsync(id, token), cancellationToken), documents, cancellationToken);

    public static async Task<IResult> HandleDeleteForGoodAsync(
        StateVersionId id, StateData data, ChangeBackingData<StateVersion> change, StateVersionDocuments documents, CancellationToken cancellationToken) =>
        await AnswerAsync(await change.DeleteForGoodAsync(token => data.FindAsync(id, token), cancellationToken), documents, cancellationToken);

    private static async Task<IResult> AnswerAsync(Result<StateVersion> result, StateVersionDocuments documents, CancellationToken cancellationToken) =>
        result.TryGet(out var version, out var refusal) ? JsonApiResults.Ok(await documents.OfAsync(version, cancellationToken)) : JsonApiResults.Refused(refusal);
}
