using Microsoft.AspNetCore.Http;
using Platform.Contracts.Ids;
using Platform.JsonApi;

namespace Platform.Workspaces.Tags;

/// <summary>Reads a workspace's tags, in the forms that clients of several ages ask for.</summary>
internal static class ListTags
{
    public static async Task<IResult> HandleFlatAsync(WorkspaceId id, PageRequest page, GetWorkspace get, CancellationToken cancellationToken) =>
        (await get.ByIdAsync(id, cancellationToken)).ToHttp(details => JsonApiResults.Page(
            [.. details.Tags.Skip(page.Skip).Take(page.Size).Select(TagDocument.Flat)], page, details.Tags.Count));

    public static async Task<IResult> HandleBindingsAsync(WorkspaceId id, GetWorkspace get, CancellationToken cancellationToken) =>
        (await get.ByIdAsync(id, cancellationToken)).ToHttp(details => JsonApiResults.List([.. details.Tags.Select(tag => TagDocument.Binding(tag))]));

    public static async Task<IResult> HandleEffectiveAsync(WorkspaceId id, GetWorkspace get, CancellationToken cancellationToken) =>
        (await get.ByIdAsync(id, cancellationToken)).ToHttp(details => JsonApiResults.List(
            [.. details.Tags.Select(tag => TagDocument.Binding(tag, "effective-tag-bindings"))]));
}
