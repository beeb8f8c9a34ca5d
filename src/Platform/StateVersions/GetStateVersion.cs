using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Results;
using Platform.StateVersions.Outputs;

namespace Platform.StateVersions;

/// <summary>Reads one state version, or a workspace's current one.</summary>
internal static class GetStateVersion
{
    /// <summary>Names of the wire. What another module would have to show is left out: a relation without its resource is legal.</summary>
    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
        ["outputs", "run", "created-by", "workspace", "run.created-by", "run.configuration-version"]);

    public static async Task<IResult> HandleAsync(
        StateVersionId id, IncludeRequest include, FindStateVersion find, StateVersionDocuments documents, ReadOutputs outputs, CancellationToken cancellationToken) =>
        await AnswerAsync(await find.ByIdAsync(id, Permission.ReadState, cancellationToken), include, documents, outputs, cancellationToken);

    public static async Task<IResult> HandleCurrentAsync(
        WorkspaceId id,
        IncludeRequest include,
        HttpContext http,
        FindStateVersion find,
        StateVersionDocuments documents,
        ReadOutputs outputs,
        CancellationToken cancellationToken)
    {
        http.OfferSnapshots();
        return await AnswerAsync(await find.CurrentAsync(id, Permission.ReadState, cancellationToken), include, documents, outputs, cancellationToken);
    }

    private static async Task<IResult> AnswerAsync(
        Result<StateVersion> result, IncludeRequest include, StateVersionDocuments documents, ReadOutputs outputs, CancellationToken cancellationToken)
    {
        if (!result.TryGet(out var version, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        if (include.Names.FirstOrDefault(name => !Known.Contains(name)) is { } unknown)
        {
            return JsonApiResults.Refused(Refusal.Malformed($"Invalid include parameter: a state version has no {unknown}."));
        }

        var included = include.Names.Contains("outputs")
            ? (await outputs.AllAsync(version, cancellationToken)).Select(output => StateVersionOutputDocument.Of(output, showsSensitive: false)).ToList()
            : null;
        return JsonApiResults.Ok(await documents.OfAsync(version, cancellationToken), included);
    }
}
