using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Events;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Workspaces.RemoteState;

/// <summary>Says with which workspaces one shares its state by name.</summary>
internal sealed class ChangeRemoteStateConsumers(PlatformDbContext db, Authorizer access, FindWorkspace find, IEventStream events)
{
    /// <summary>Shares the state with these as well, or with these alone.</summary>
    public Task<Result<Done>> AddAsync(WorkspaceId id, IReadOnlyList<string?> consumers, bool replace, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            async (workspace, current, inner) =>
            {
                if (!(await ReadAsync(workspace, consumers, inner)).TryGet(out var ids, out var refusal))
                {
                    return refusal;
                }

                db.RemoteStateConsumers.AddRange(
                    ids.Where(consumer => !current.ContainsKey(consumer)).Select(consumer => new RemoteStateConsumer { WorkspaceId = id, ConsumerId = consumer }));
                if (replace)
                {
                    db.RemoteStateConsumers.RemoveRange(current.Values.Where(c => !ids.Contains(c.ConsumerId)));
                }

                return null;
            },
            cancellationToken);

    /// <summary>Shares the state with these no longer; those with which it was not shared are passed over.</summary>
    public Task<Result<Done>> RemoveAsync(WorkspaceId id, IReadOnlyList<string?> consumers, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            (_, current, _) =>
            {
                db.RemoteStateConsumers.RemoveRange(current.Values.Where(c => consumers.Contains(c.ConsumerId.Value)));
                return Task.FromResult<Refusal?>(null);
            },
            cancellationToken);

    public static Task<IResult> HandleAddAsync(
        WorkspaceId id, JsonApiListRequest<NoAttributes> body, ChangeRemoteStateConsumers change, CancellationToken cancellationToken) =>
        AnswerAsync(body, consumers => change.AddAsync(id, consumers, replace: false, cancellationToken));

    public static Task<IResult> HandleReplaceAsync(
        WorkspaceId id, JsonApiListRequest<NoAttributes> body, ChangeRemoteStateConsumers change, CancellationToken cancellationToken) =>
        AnswerAsync(body, consumers => change.AddAsync(id, consumers, replace: true, cancellationToken));

    public static Task<IResult> HandleRemoveAsync(
        WorkspaceId id, JsonApiListRequest<NoAttributes> body, ChangeRemoteStateConsumers change, CancellationToken cancellationToken) =>
        AnswerAsync(body, consumers => change.RemoveAsync(id, consumers, cancellationToken));

    private static async Task<IResult> AnswerAsync(JsonApiListRequest<NoAttributes> body, Func<IReadOnlyList<string?>, Task<Result<Done>>> act) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await act([.. body.Items.Select(item => item.Id)])).ToHttp(_ => TypedResults.NoContent());

    private Task<Result<Done>> ChangeAsync(
        WorkspaceId id,
        Func<Workspace, Dictionary<WorkspaceId, RemoteStateConsumer>, CancellationToken, Task<Refusal?>> change,
        CancellationToken cancellationToken) =>
        db.InTransactionAsync<Done>(
            async inner =>
            {
                if (!(await find.ByIdAsync(id, inner)).TryGet(out var workspace, out var refusal))
                {
                    return refusal;
                }

                if (!await access.CanAsync(Permission.UpdateWorkspace, workspace, inner))
                {
                    return Refusal.Forbidden("You may see this workspace but not say who reads its state.");
                }

                // A change of the workspace's row makes two writers of its list wait for each other.
                db.Entry(workspace).State = EntityState.Modified;
                db.AnnounceAfterCommit(events, workspace);
                var current = await db.RemoteStateConsumers.Where(c => c.WorkspaceId == id).ToDictionaryAsync(c => c.ConsumerId, inner);
                return await change(workspace, current, inner) is { } refused ? refused : Done.Value;
            },
            cancellationToken);

    private async Task<Result<IReadOnlyList<WorkspaceId>>> ReadAsync(Workspace workspace, IReadOnlyList<string?> asked, CancellationToken cancellationToken)
    {
        var ids = asked.Where(text => ResourceId.TryParse<WorkspaceId>(text, out _)).Select(text => WorkspaceId.Wrap(text!)).Distinct().ToArray();
        var visible = await access.VisibleWorkspacesAsync(workspace.OrganizationId, cancellationToken);
        var found = await visible.Where(w => ids.Contains(w.Id) && w.Id != workspace.Id).Select(w => w.Id).ToListAsync(cancellationToken);
        return asked.FirstOrDefault(text => found.All(id => id.Value != text) && text != workspace.Id.Value) is { } unknown
            ? Refusal.NotFound($"workspace {unknown}")
            : asked.Contains(null) ? Refusal.NotFound("workspace without an id") : found;
    }
}
