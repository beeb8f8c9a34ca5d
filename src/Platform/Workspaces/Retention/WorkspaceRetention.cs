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

/// <summary>A workspace's own data retention policy, which goes before its organization's.</summary>
internal sealed class WorkspaceRetention(PlatformDbContext db, Authorizer access, FindWorkspace find, IEventStream events, TimeProvider clock)
    : RetentionPolicies<WorkspaceId, Workspace>(db)
{
    private readonly PlatformDbContext _db = db;

    [Answers(200, DataRetentionPolicyDocument.DeleteOlder), Answers(200, DataRetentionPolicyDocument.DontDelete)]
    public static Task<IResult> HandleAsync(WorkspaceId id, WorkspaceRetention policies, CancellationToken cancellationToken) => policies.ReadAsync(id, cancellationToken);

    [Answers(201, DataRetentionPolicyDocument.DeleteOlder), Answers(201, DataRetentionPolicyDocument.DontDelete)]
    public static Task<IResult> HandleSetAsync(
        WorkspaceId id, JsonApiRequest<RetentionSettings> body, WorkspaceRetention policies, CancellationToken cancellationToken) =>
        policies.SetAsync(id, body, cancellationToken);

    [Answers(200, DataRetentionPolicyDocument.DeleteOlder), Answers(200, DataRetentionPolicyDocument.DontDelete)]
    public static Task<IResult> HandleChangeAsync(
        WorkspaceId id, JsonApiRequest<RetentionSettings> body, WorkspaceRetention policies, CancellationToken cancellationToken) =>
        policies.ChangeAsync(id, body, cancellationToken);

    public static Task<IResult> HandleRemoveAsync(WorkspaceId id, WorkspaceRetention policies, CancellationToken cancellationToken) =>
        policies.RemoveAsync(id, cancellationToken);

    protected override Task<Result<Workspace>> FindAsync(WorkspaceId key, CancellationToken cancellationToken) => find.ByIdAsync(key, cancellationToken);

    protected override async Task<Refusal?> BeginAsync(Workspace target, CancellationToken cancellationToken)
    {
        if (!await access.CanAsync(Permission.UpdateWorkspace, target, cancellationToken))
        {
            return Refusal.Forbidden("You may see this workspace but not say how long its data is kept.");
        }

        target.UpdatedAt = clock.GetUtcNow();
        _db.AnnounceAfterCommit(events, target);
        return null;
    }

    protected override ResourceIdentifier IdentifierOf(Workspace target) => new(target.Id.Value, WorkspaceDocument.Type);
}
