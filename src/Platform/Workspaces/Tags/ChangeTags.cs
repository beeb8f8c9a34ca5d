using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Events;
using Platform.JsonApi;
using Platform.Organizations.Tags;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Workspaces.Tags;

/// <summary>Adds tags to a workspace, overwrites their values, or removes them. One set: a flat tag is a binding without a value.</summary>
public sealed class ChangeTags(PlatformDbContext db, Authorizer access, FindWorkspace find, IEventStream events)
{
    private const int MostTags = 200;

    /// <summary>Adds the tags. A flat tag whose key is bound to a value already changes nothing.</summary>
    public Task<Result<IReadOnlyList<WorkspaceTag>>> AddAsync(
        WorkspaceId id, IReadOnlyList<TagBinding> tags, bool keepValues, CancellationToken cancellationToken) =>
        ChangeAsync(id, (workspace, current) => Add(workspace, current, tags, keepValues), cancellationToken);

    /// <summary>Removes the tags of these keys; those that are not there are passed over.</summary>
    public Task<Result<IReadOnlyList<WorkspaceTag>>> RemoveAsync(WorkspaceId id, IReadOnlyList<TagBinding> tags, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            (_, current) =>
            {
                foreach (var tag in tags)
                {
                    if (current.Remove(tag.Key, out var gone))
                    {
                        db.WorkspaceTags.Remove(gone);
                    }
                }
            },
            cancellationToken);

    internal static Task<IResult> HandleAddFlatAsync(
        WorkspaceId id, JsonApiListRequest<TagAttributes> body, ChangeTags change, CancellationToken cancellationToken) =>
        AnswerAsync(body, tags => change.AddAsync(id, tags, keepValues: true, cancellationToken), _ => TypedResults.NoContent());

    internal static Task<IResult> HandleRemoveFlatAsync(
        WorkspaceId id, JsonApiListRequest<TagAttributes> body, ChangeTags change, CancellationToken cancellationToken) =>
        AnswerAsync(body, tags => change.RemoveAsync(id, tags, cancellationToken), _ => TypedResults.NoContent());

    internal static Task<IResult> HandleBindAsync(
        WorkspaceId id, JsonApiListRequest<TagAttributes> body, ChangeTags change, CancellationToken cancellationToken) =>
        AnswerAsync(
            body,
            tags => change.AddAsync(id, tags, keepValues: false, cancellationToken),
            tags => JsonApiResults.List([.. tags.Select(tag => TagDocument.Binding(id.Value, tag.Key, tag.Value))]));

    private static async Task<IResult> AnswerAsync(
        JsonApiListRequest<TagAttributes> body,
        Func<IReadOnlyList<TagBinding>, Task<Result<IReadOnlyList<WorkspaceTag>>>> act,
        Func<IReadOnlyList<WorkspaceTag>, IResult> answer)
    {
        if (body.Refusal is { } unreadable)
        {
            return JsonApiResults.Refused(unreadable);
        }

        return TagBinding.Of(body.Items).TryGet(out var tags, out var refusal)
            ? (await act(tags)).ToHttp(answer)
            : JsonApiResults.Refused(refusal);
    }

    private Task<Result<IReadOnlyList<WorkspaceTag>>> ChangeAsync(
        WorkspaceId id, Action<Workspace, Dictionary<string, WorkspaceTag>> change, CancellationToken cancellationToken) =>
        db.InTransactionAsync<IReadOnlyList<WorkspaceTag>>(
            async inner =>
            {
                if (!(await find.ByIdAsync(id, inner)).TryGet(out var workspace, out var refusal))
                {
                    return refusal;
                }

                if (!await access.CanAsync(Permission.UpdateWorkspace, workspace, inner))
                {
                    return Refusal.Forbidden("You may see this workspace but not change its tags.");
                }

                // A change of the workspace's row makes two writers of its tags wait for each other.
                db.Entry(workspace).State = EntityState.Modified;
                var current = await db.WorkspaceTags.Where(t => t.WorkspaceId == id).ToDictionaryAsync(t => t.Key, inner);
                change(workspace, current);
                if (current.Count > MostTags)
                {
                    return Refusal.Invalid($"A workspace can have at most {MostTags} tags.");
                }

                db.AnnounceAfterCommit(events, workspace);
                return current.Values.OrderBy(t => t.Key, StringComparer.Ordinal).ToArray();
            },
            cancellationToken);

    private void Add(Workspace workspace, Dictionary<string, WorkspaceTag> current, IReadOnlyList<TagBinding> tags, bool keepValues)
    {
        foreach (var tag in tags)
        {
            if (!current.TryGetValue(tag.Key, out var there))
            {
                var added = tag.On(workspace);
                current.Add(tag.Key, added);
                db.WorkspaceTags.Add(added);
            }
            else if (!keepValues)
            {
                there.Value = tag.Value;
            }
        }
    }
}
