using Microsoft.AspNetCore.Http;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Results;

namespace Platform.StateVersions.Outputs;

/// <summary>Lists outputs, sensitive values left out, and shows one with its value (protocol.md §4.9, §8.3).</summary>
internal static class ListOutputs
{
    [Answers(200, "state-version-outputs", IsList = true)]
    public static async Task<IResult> HandleAsync(
        StateVersionId id, PageRequest page, FindStateVersion find, ReadOutputs outputs, CancellationToken cancellationToken)
    {
        if (!(await find.ByIdAsync(id, Permission.ReadStateOutputs, cancellationToken)).TryGet(out var version, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        if (version.IsDeleted)
        {
            return JsonApiResults.Refused(Refusal.NotFound($"data of state version {id}"));
        }

        var some = await outputs.PageAsync(version, page.Skip, page.Size, cancellationToken);
        return JsonApiResults.Page(Write(some), page, await outputs.CountAsync(version, cancellationToken));
    }

    /// <summary>All of the current state's outputs; none at all when there is no state, since 404 fails the client (protocol.md §12.1).</summary>
    [Answers(200, "state-version-outputs", IsList = true)]
    public static async Task<IResult> HandleCurrentAsync(WorkspaceId id, FindStateVersion find, ReadOutputs outputs, CancellationToken cancellationToken)
    {
        if (!(await find.WorkspaceAsync(id, Permission.ReadStateOutputs, cancellationToken)).TryGet(out _, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        return (await find.CurrentAsync(id, Permission.ReadStateOutputs, cancellationToken)).TryGet(out var current, out _)
            ? JsonApiResults.List(Write(await outputs.AllAsync(current, cancellationToken)))
            : JsonApiResults.List([]);
    }

    public static async Task<IResult> HandleOneAsync(StateVersionOutputId id, ReadOutputs outputs, CancellationToken cancellationToken) =>
        (await outputs.OneAsync(id, cancellationToken)).ToHttp(output => JsonApiResults.Ok(StateVersionOutputDocument.Of(output, showsSensitive: true)));

    private static List<Resource> Write(IReadOnlyList<OutputValue> outputs) =>
        [.. outputs.Select(output => StateVersionOutputDocument.Of(output, showsSensitive: false))];
}
