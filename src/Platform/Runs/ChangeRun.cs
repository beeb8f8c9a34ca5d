using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.Runs;

/// <summary>What confirming, discarding and canceling have in common: the comment is checked, the run is loaded after asking whether the caller may, and all that follows is one transaction.</summary>
public sealed class ChangeRun(PlatformDbContext db, Authorizer access, ILogger<ChangeRun> log)
{
    /// <param name="id">The run. Who may not see it is told that it does not exist.</param>
    /// <param name="permission">What the caller needs.</param>
    /// <param name="comment">What the caller says to it; the change records it.</param>
    /// <param name="change">Changes the run and its workspace, which are tracked.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<Run>> ExecuteAsync(
        RunId id, Permission permission, string? comment, Func<Run, Workspace, CancellationToken, Task<Result<Run>>> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (RunComment.Check(comment) is { } bad)
        {
            return bad;
        }

        RunStatus? before = null;
        var result = await db.InTransactionAsync<Run>(
            async token =>
            {
                if (!(await LoadAsync(id, permission, token)).TryGet(out var found, out var refusal))
                {
                    return refusal;
                }

                before = found.Run.Status;
                return await change(found.Run, found.Workspace, token);
            },
            cancellationToken);
        if (result.Value is { } run && run.Status != before)
        {
            log.RunMoved(run.Id, run.Status);
        }

        return result;
    }

    /// <summary>Answers a request for a change; what comes of it is read from the run.</summary>
    internal static async Task<IResult> HandleAsync(JsonApiRequest<RunComment> request, Func<string?, Task<Result<Run>>> change) =>
        request.Refusal is { } malformed
            ? JsonApiResults.Refused(malformed)
            : (await change(request.Attributes.Comment)).ToHttp(_ => TypedResults.StatusCode(StatusCodes.Status202Accepted));

    private async Task<Result<(Run Run, Workspace Workspace)>> LoadAsync(RunId id, Permission permission, CancellationToken cancellationToken)
    {
        var run = await db.Runs.SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (run is null)
        {
            return Refusal.NotFound($"run {id}");
        }

        var workspace = await db.Workspaces.SingleAsync(w => w.Id == run.WorkspaceId, cancellationToken);
        var permissions = await access.PermissionsAsync(workspace, cancellationToken);
        if (!permissions.Contains(Permission.ReadRuns))
        {
            return Refusal.NotFound($"run {id}");
        }

        return permissions.Contains(permission)
            ? (run, workspace)
            : Refusal.Forbidden("You may see this run but not do this to it; ask somebody who may apply in this workspace.");
    }
}
