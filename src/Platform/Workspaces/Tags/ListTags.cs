using Microsoft.AspNetCore.Http;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Organizations.Tags;

namespace Platform.Workspaces.Tags;

/// <summary>Reads a workspace's tags, in the forms that clients of several ages ask for.</summary>
internal static class ListTags
{
    public static async Task<IResult> HandleFlatAsync(WorkspaceId id, PageRequest page, GetWorkspace get, CancellationToken cancellationToken) =>
        (await get.ByIdAsync(id, cancellationToken)).ToHttp(details => JsonApiResults.Page(
            [.. details.Tags.Skip(page.Skip).Take(page.Size).Select(tag => TagDocument.Flat(tag.OrganizationId, tag.Key))], page, details.Tags.Count));

    public static async Task<IResult> HandleBindingsAsync(WorkspaceId id, GetWorkspace get, CancellationToken cancellationToken) =>
        (await get.ByIdAsync(id, cancellationToken)).ToHttp(details => JsonApiResults.List([.. details.Tags.Select(tag => TagDocument.Binding(id.Value, tag.Key, tag.Value))]));

    public static async Task<IResult> HandleEffectiveAsync(WorkspaceId id, GetWorkspace get, EffectiveTags effective, CancellationToken cancellationToken) =>
        (await get.ByIdAsync(id, cancellationToken)).TryGet(out var details, out var refusal)
            ? JsonApiResults.List([.. (await effective.LoadAsync([details], cancellationToken))[id]])
            : JsonApiResults.Refused(refusal);
}
