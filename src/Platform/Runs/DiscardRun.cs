using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Runs;

/// <summary>Drops a run that waits: what it planned is never applied.</summary>
public sealed class DiscardRun(
    PlatformDbContext db, RunAccess runs, Authorizer access, EndRun end, RunAnnouncer announcer, ILogger<DiscardRun> log)
{
    public async Task<Result<Run>> ExecuteAsync(RunId id, string? comment, CancellationToken cancellationToken)
    {
        if (RunComment.Check(comment) is { } bad)
        {
            return bad;
        }

        var result = await db.InTransactionAsync(token => DiscardAsync(id, comment, token), cancellationToken);
        if (result.Value is { } run)
        {
            log.RunMoved(run.Id, run.Status);
        }

        return result;
    }

    internal static async Task<IResult> HandleAsync(RunId id, JsonApiRequest<RunComment> request, DiscardRun discard, CancellationToken cancellationToken) =>
        request.Refusal is { } malformed
            ? JsonApiResults.Refused(malformed)
            : (await discard.ExecuteAsync(id, request.Attributes.Comment, cancellationToken)).ToHttp(_ => TypedResults.StatusCode(StatusCodes.Status202Accepted));

    private async Task<Result<Run>> DiscardAsync(RunId id, string? comment, CancellationToken cancellationToken)
    {
        if (!(await runs.LoadAsync(id, Permission.ApplyRuns, cancellationToken)).TryGet(out var found, out var refusal))
        {
            return refusal;
        }

        if ((await end.ExecuteAsync(found.Run, RunMove.Discard, message: null, cancellationToken)).Refusal is { } illegal)
        {
            return illegal;
        }

        announcer.Record(db, found.Run, RunEventActions.Discarded, access.Caller.UserId, comment);
        return found.Run;
    }
}
