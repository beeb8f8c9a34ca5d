using Microsoft.AspNetCore.Http;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Events;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Organizations.Retention;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Workspaces.Retention;

/// <summary>Shows, sets and removes a workspace's own data retention policy, which goes before its organization's.</summary>
internal sealed class WorkspaceRetention(PlatformDbContext db, Authorizer access, FindWorkspace find, IEventStream events, TimeProvider clock)
{
    public async Task<Result<Resource>> ReadAsync(WorkspaceId id, CancellationToken cancellationToken) =>
        (await find.ByIdAsync(id, cancellationToken)).TryGet(out var workspace, out var refusal) ? Write(workspace) : refusal;

    /// <summary>Changes it as <paramref name="change"/> says, which refuses what cannot be.</summary>
    public Task<Result<Workspace>> ChangeAsync(WorkspaceId id, Func<Workspace, Refusal?> change, CancellationToken cancellationToken) =>
        db.InTransactionAsync<Workspace>(
            async inner =>
            {
                if (!(await find.ByIdAsync(id, inner)).TryGet(out var workspace, out var refusal))
                {
                    return refusal;
                }

                if (!await access.CanAsync(Permission.UpdateWorkspace, workspace, inner))
                {
                    return Refusal.Forbidden("You may see this workspace but not say how long its data is kept.");
                }

                workspace.UpdatedAt = clock.GetUtcNow();
                db.AnnounceAfterCommit(events, workspace);
                return change(workspace) is { } refused ? refused : workspace;
            },
            cancellationToken);

    [Answers(200, DataRetentionPolicyDocument.DeleteOlder), Answers(200, DataRetentionPolicyDocument.DontDelete)]
    public static async Task<IResult> HandleAsync(WorkspaceId id, WorkspaceRetention retention, CancellationToken cancellationToken) =>
        (await retention.ReadAsync(id, cancellationToken)).ToHttp(policy => JsonApiResults.Ok(policy));

    [Answers(201, DataRetentionPolicyDocument.DeleteOlder), Answers(201, DataRetentionPolicyDocument.DontDelete)]
    public static async Task<IResult> HandleSetAsync(
        WorkspaceId id, JsonApiRequest<RetentionSettings> body, WorkspaceRetention retention, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await retention.ChangeAsync(id, target => body.Attributes.Set(target, body.Type), cancellationToken))
                .ToHttp(changed => Write(changed).ToHttp(policy => JsonApiResults.Created(policy)));

    [Answers(200, DataRetentionPolicyDocument.DeleteOlder), Answers(200, DataRetentionPolicyDocument.DontDelete)]
    public static async Task<IResult> HandleChangeAsync(
        WorkspaceId id, JsonApiRequest<RetentionSettings> body, WorkspaceRetention retention, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await retention.ChangeAsync(id, target => body.Attributes.Change(target, body.Type), cancellationToken))
                .ToHttp(changed => Write(changed).ToHttp(policy => JsonApiResults.Ok(policy)));

    public static async Task<IResult> HandleRemoveAsync(WorkspaceId id, WorkspaceRetention retention, CancellationToken cancellationToken) =>
        (await retention.ChangeAsync(id, RetentionSettings.Remove, cancellationToken)).ToHttp(_ => TypedResults.NoContent());

    private static Result<Resource> Write(Workspace workspace) =>
        DataRetentionPolicyDocument.Of(workspace, new ResourceIdentifier(workspace.Id.Value, WorkspaceDocument.Type));
}
