using Microsoft.AspNetCore.Http;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Results;

namespace Platform.StateVersions;

/// <summary>Reads one state version, or a workspace's current one.</summary>
internal static class GetStateVersion
{
    public static async Task<IResult> HandleAsync(
        StateVersionId id, IncludeRequest include, FindStateVersion find, StateVersionDocuments documents, StateVersionInclusions inclusions, CancellationToken cancellationToken) =>
        await AnswerAsync(await find.ByIdAsync(id, Permission.ReadState, cancellationToken), include, documents, inclusions, cancellationToken);

    public static async Task<IResult> HandleCurrentAsync(
        WorkspaceId id,
        IncludeRequest include,
        HttpContext http,
        FindStateVersion find,
        StateVersionDocuments documents,
        StateVersionInclusions inclusions,
        CancellationToken cancellationToken)
    {
        http.OfferSnapshots();
        return await AnswerAsync(await find.CurrentAsync(id, Permission.ReadState, cancellationToken), include, documents, inclusions, cancellationToken);
    }

    private static async Task<IResult> AnswerAsync(
        Result<StateVersion> result, IncludeRequest include, StateVersionDocuments documents, StateVersionInclusions inclusions, CancellationToken cancellationToken)
    {
        if (!result.TryGet(out var version, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        return (await inclusions.LoadAsync(include, [version], cancellationToken)).TryGet(out var included, out refusal)
            ? JsonApiResults.Ok(await documents.OfAsync(version, cancellationToken), included.Resources)
            : JsonApiResults.Refused(refusal);
    }
}
