using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;

namespace Platform.Runs;

/// <summary>A run's history. <c>cloud {}</c> aborts when it is missing (protocol.md §12.1).</summary>
internal static class ListRunEvents
{
    public static async Task<IResult> HandleAsync(RunId id, FindRun find, PlatformDbContext db, CancellationToken cancellationToken)
    {
        if ((await find.ExecuteAsync(id, cancellationToken)).Refusal is { } refusal)
        {
            return JsonApiResults.Refused(refusal);
        }

        var events = await db.RunEvents.AsNoTracking().Where(e => e.RunId == id).OrderBy(e => e.At).ToListAsync(cancellationToken);
        return JsonApiResults.List([.. events.Select(Document)]);
    }

    private static Resource Document(RunEvent item) => new(
        item.Id.Value,
        "run-events",
        new RunEventAttributes(item.Action, item.Comment ?? "", item.At),
        new Dictionary<string, Relationship>
        {
            ["run"] = Relationship.ToOne(RunDocument.Type, item.RunId.Value),
            ["actor"] = Relationship.ToOne("users", item.ActorUserId?.Value),
        });

    private sealed record RunEventAttributes(string Action, string Description, DateTimeOffset CreatedAt);
}
