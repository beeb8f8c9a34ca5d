using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Runs;

/// <summary>Comments of a run: those that were written, and those that came with confirming, discarding or canceling it.</summary>
public sealed class CommentRun(PlatformDbContext db, ChangeRun runs, Authorizer access, RunAnnouncer announcer)
{
    /// <summary>Writes a comment into the run's history.</summary>
    public async Task<Result<RunEvent>> ExecuteAsync(RunId id, string? body, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(body))
        {
            return Refusal.Invalid("Body can't be blank.", "body");
        }

        if (AttributeText.Check(body, RunEvent.LongestComment, "body") is { } bad)
        {
            return bad;
        }

        RunEvent? written = null;
        var done = await runs.ExecuteAsync(
            id,
            Permission.ReadRuns,
            comment: null,
            (run, _, _) =>
            {
                written = announcer.Record(db, run, RunEventActions.Commented, access.Caller.UserId, body);
                announcer.Announce(db, run);
                return Task.FromResult<Result<Run>>(run);
            },
            cancellationToken);
        return done.Map(_ => written!);
    }

    internal static async Task<IResult> HandleCreateAsync(RunId id, JsonApiRequest<CommentAttributes> request, CommentRun comment, CancellationToken cancellationToken) =>
        request.Refusal is { } malformed
            ? JsonApiResults.Refused(malformed)
            : (await comment.ExecuteAsync(id, request.Attributes.Body, cancellationToken)).ToHttp(made => JsonApiResults.Created(RunCommentDocument.Of(made)));

    internal static async Task<IResult> HandleListAsync(RunId id, PageRequest page, FindRun find, PlatformDbContext db, CancellationToken cancellationToken)
    {
        if ((await find.ExecuteAsync(id, cancellationToken)).Refusal is { } refusal)
        {
            return JsonApiResults.Refused(refusal);
        }

        var all = db.RunEvents.AsNoTracking().Where(e => e.RunId == id && e.Comment != null);
        var comments = await all.OrderBy(e => e.At).ThenBy(e => e.Id).Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        return JsonApiResults.Page([.. comments.Select(RunCommentDocument.Of)], page, await all.CountAsync(cancellationToken));
    }

    internal static async Task<IResult> HandleFindAsync(CommentId id, FindRun find, PlatformDbContext db, CancellationToken cancellationToken)
    {
        var line = RunCommentDocument.EventOf(id);
        var found = await db.RunEvents.AsNoTracking().FirstOrDefaultAsync(e => e.Id == line && e.Comment != null, cancellationToken);
        return found is not null && (await find.ExecuteAsync(found.RunId, cancellationToken)).Refusal is null
            ? JsonApiResults.Ok(RunCommentDocument.Of(found))
            : JsonApiResults.Refused(Refusal.NotFound($"comment {id}"));
    }
}

/// <summary>What a client says of a comment.</summary>
internal sealed record CommentAttributes
{
    public string? Body { get; init; }
}
