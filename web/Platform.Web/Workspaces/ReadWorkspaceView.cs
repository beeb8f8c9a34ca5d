using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.Web.Workspaces;

/// <summary>Reads a workspace for its pages.</summary>
public sealed class ReadWorkspaceView(PlatformDbContext db, GetWorkspace get, Authorizer access)
{
    public async Task<Result<WorkspaceView>> ByNameAsync(string organization, string name, CancellationToken cancellationToken) =>
        await ViewAsync(await get.ByNameAsync(organization, name, cancellationToken), cancellationToken);

    public async Task<Result<WorkspaceView>> ByIdAsync(WorkspaceId id, CancellationToken cancellationToken) =>
        await ViewAsync(await get.ByIdAsync(id, cancellationToken), cancellationToken);

    private async Task<Result<WorkspaceView>> ViewAsync(Result<WorkspaceDetails> result, CancellationToken cancellationToken)
    {
        if (!result.TryGet(out var details, out var refusal))
        {
            return refusal;
        }

        var (workspace, may) = (details.Workspace, details.Permissions);
        return new WorkspaceView
        {
            Id = workspace.Id,
            OrganizationId = workspace.OrganizationId,
            Organization = details.OrganizationName,
            Name = workspace.Name,
            Description = workspace.Description,
            Tool = workspace.Tool,
            ToolVersion = workspace.ToolVersion,
            WorkingDirectory = workspace.WorkingDirectory,
            ExecutionMode = details.ExecutionMode,
            AutoApply = workspace.AutoApply,
            GlobalRemoteState = workspace.GlobalRemoteState,
            Resources = workspace.ResourceCount,
            Tags = [.. details.Tags.Select(tag => tag.Value.Length == 0 ? tag.Key : $"{tag.Key}: {tag.Value}")],
            HoldingRun = workspace.HoldingRunId,
            LockedBy = workspace.LockedByUserId is { } owner
                ? await db.Users.Where(u => u.Id == owner).Select(u => u.UserName).FirstOrDefaultAsync(cancellationToken) ?? "somebody who is gone"
                : null,
            LockReason = workspace.LockReason,
            LockedAt = workspace.LockedAt,
            IsLockedByReader = workspace.LockedByUserId is { } locker && locker == access.Caller.UserId,
            MayLock = may.Contains(Permission.LockWorkspace),
            MayBreakLock = may.Contains(Permission.ForceUnlockWorkspace),
            MayWriteVariables = may.Contains(Permission.WriteVariables),
            MayUpdate = may.Contains(Permission.UpdateWorkspace),
            MayDelete = may.Contains(Permission.DeleteWorkspace),
        };
    }
}
