using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Events;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Workspaces;

/// <summary>Deletes a workspace with its history; safely, or by force.</summary>
public sealed class DeleteWorkspace(
    PlatformDbContext db, Authorizer access, FindWorkspace find, IEnumerable<IDeletionPart> parts, IEventStream events, TimeProvider clock, ILogger<DeleteWorkspace> log)
{
    /// <summary>A state that was announced and never came is waited for no longer than this.</summary>
    private static readonly TimeSpan UploadPatience = TimeSpan.FromMinutes(10);

    /// <summary>Deletes it.</summary>
    /// <param name="id">The workspace.</param>
    /// <param name="force">Also when its state still has resources, which are then no longer managed. A run that holds it, or whose tool is at work, stops even that.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<Done>> ExecuteAsync(WorkspaceId id, bool force, CancellationToken cancellationToken)
    {
        var deleted = await db.InTransactionAsync(inner => DeleteAsync(id, force, inner), cancellationToken);
        if (!deleted.TryGet(out var workspace, out var refusal))
        {
            return refusal;
        }

        log.WorkspaceDeleted(workspace.Id, workspace.Name, workspace.OrganizationId);
        return Done.Value;
    }

    internal static Task<IResult> HandleByIdAsync(WorkspaceId id, DeleteWorkspace delete, CancellationToken cancellationToken) =>
        AnswerAsync(delete, id, force: true, cancellationToken);

    [Answers(204)]
    internal static Task<IResult> HandleSafelyByIdAsync(WorkspaceId id, DeleteWorkspace delete, CancellationToken cancellationToken) =>
        AnswerAsync(delete, id, force: false, cancellationToken);

    internal static Task<IResult> HandleByNameAsync(
        string organization, string name, FindWorkspace find, DeleteWorkspace delete, CancellationToken cancellationToken) =>
        ByNameAsync(organization, name, force: true, find, delete, cancellationToken);

    [Answers(204)]
    internal static Task<IResult> HandleSafelyByNameAsync(
        string organization, string name, FindWorkspace find, DeleteWorkspace delete, CancellationToken cancellationToken) =>
        ByNameAsync(organization, name, force: false, find, delete, cancellationToken);

    private static async Task<IResult> ByNameAsync(
        string organization, string name, bool force, FindWorkspace find, DeleteWorkspace delete, CancellationToken cancellationToken) =>
        (await find.ByNameAsync(organization, name, cancellationToken)).TryGet(out var workspace, out var refusal)
            ? await AnswerAsync(delete, workspace.Id, force, cancellationToken)
            : JsonApiResults.Refused(refusal);

    private static async Task<IResult> AnswerAsync(DeleteWorkspace delete, WorkspaceId id, bool force, CancellationToken cancellationToken) =>
        (await delete.ExecuteAsync(id, force, cancellationToken)).ToHttp(_ => TypedResults.NoContent());

    private async Task<Result<Workspace>> DeleteAsync(WorkspaceId id, bool force, CancellationToken cancellationToken)
    {
        if (!(await find.ByIdAsync(id, cancellationToken)).TryGet(out var workspace, out var refusal))
        {
            return refusal;
        }

        if (!await access.CanAsync(Permission.DeleteWorkspace, workspace, cancellationToken))
        {
            return Refusal.Forbidden("You may see this workspace but not delete it.");
        }

        if (workspace.HoldingRunId is { } run)
        {
            return Refusal.Conflict($"The workspace is locked by Run {run}; wait for it to end, or cancel or discard it.");
        }

        if (!force && await ObstacleAsync(workspace, cancellationToken) is { } obstacle)
        {
            return obstacle;
        }

        foreach (var part in parts)
        {
            if (await part.PrepareAsync(new Deletion(workspace.OrganizationId, workspace.Id, force), cancellationToken) is { } goingOn)
            {
                return goingOn;
            }
        }

        db.Workspaces.Remove(workspace);
        db.AnnounceAfterCommit(events, workspace);
        return workspace;
    }

    /// <summary>The client tells the three cases apart by their words: locked, being processed, and anything else (protocol.md §3.6).</summary>
    private async Task<Refusal?> ObstacleAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        if (workspace.IsLocked)
        {
            return Refusal.Conflict("The workspace is locked; unlock it first.");
        }

        var since = clock.GetUtcNow() - UploadPatience;
        if (await db.StateVersions.AnyAsync(s => s.WorkspaceId == workspace.Id && s.FinalizedAt == null && s.CreatedAt > since, cancellationToken))
        {
            return Refusal.Conflict("The workspace's latest state version is still being processed; try again later.");
        }

        return workspace.ResourceCount > 0
            ? Refusal.Conflict($"The workspace is still managing {workspace.ResourceCount} resources; destroy them first, or delete it by force.")
            : null;
    }
}
