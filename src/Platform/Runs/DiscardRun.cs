using Microsoft.AspNetCore.Http;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Runs;

/// <summary>Drops a run that waits: what it planned is never applied.</summary>
public sealed class DiscardRun(PlatformDbContext db, ChangeRun runs, Authorizer access, EndRun end, RunAnnouncer announcer)
{
    public Task<Result<Run>> ExecuteAsync(RunId id, string? comment, CancellationToken cancellationToken) => runs.ExecuteAsync(
        id,
        Permission.ApplyRuns,
        comment,
        async (run, _, token) =>
        {
            if ((await end.ExecuteAsync(run, RunMove.Discard, message: null, token)).Refusal is { } illegal)
            {
                return illegal;
            }

            announcer.Record(db, run, RunEventActions.Discarded, access.Caller.UserId, comment);
            return run;
        },
        cancellationToken);

    [Answers(202)]
    internal static Task<IResult> HandleAsync(RunId id, JsonApiRequest<RunComment> request, DiscardRun discard, CancellationToken cancellationToken) =>
        ChangeRun.HandleAsync(request, comment => discard.ExecuteAsync(id, comment, cancellationToken));
}
