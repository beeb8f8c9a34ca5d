using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Runs;

/// <summary>A run's history. <c>cloud {}</c> aborts when it is missing (protocol.md §12.1).</summary>
internal static class ListRunEvents
{
    public static async Task<IResult> HandleAsync(
        RunId id, IncludeRequest include, FindRun find, RunPeople people, PlatformDbContext db, CancellationToken cancellationToken)
    {
        if ((await find.ExecuteAsync(id, cancellationToken)).Refusal is { } refusal)
        {
            return JsonApiResults.Refused(refusal);
        }

        if (include.Names.FirstOrDefault(name => name is not ("actor" or "comment" or "run")) is { } unknown)
        {
            return JsonApiResults.Refused(Refusal.Malformed($"Invalid include parameter: a run event has no {unknown}."));
        }

        var events = await db.RunEvents.AsNoTracking().Where(e => e.RunId == id).OrderBy(e => e.At).ThenBy(e => e.Id).ToListAsync(cancellationToken);
        var included = new List<Resource>();
        if (include.Names.Contains("actor"))
        {
            included.AddRange(await people.LoadAsync(events.Select(e => e.ActorUserId), cancellationToken));
        }

        if (include.Names.Contains("comment"))
        {
            included.AddRange(events.Where(e => e.Comment is not null).Select(RunCommentDocument.Of));
        }

        return JsonApiResults.List([.. events.Select(RunEventDocument.Of)], include.Names.Count == 0 ? null : included);
    }
}
