using Platform.Contracts.Ids;
using Platform.Events;
using Platform.JsonApi;
using Platform.Persistence;

namespace Platform.Runs;

/// <summary>Writes a run's history and tells listeners after the commit.</summary>
public sealed class RunAnnouncer(IEventStream events, TimeProvider clock)
{
    /// <summary>Adds one line to the run's history, in the running transaction.</summary>
    public RunEvent Record(PlatformDbContext db, Run run, string action, UserId? actor, string? comment)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(run);
        var line = new RunEvent
        {
            Id = RunEventId.New(),
            RunId = run.Id,
            Action = action,
            Status = run.Status,
            ActorUserId = actor,
            Comment = string.IsNullOrWhiteSpace(comment) ? null : AttributeText.Fit(comment, RunEvent.LongestComment),
            At = clock.GetUtcNow(),
        };
        db.RunEvents.Add(line);
        return line;
    }

    /// <summary>Tells whoever watches the run, its workspace, its organization or its logs, once the transaction is committed.</summary>
    public void Announce(PlatformDbContext db, Run run)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(run);
        string[] topics =
        [
            EventTopics.Run(run.Id), EventTopics.Workspace(run.WorkspaceId), EventTopics.Organization(run.OrganizationId),
            EventTopics.Log(run.PlanId.Value), EventTopics.Log(run.ApplyId.Value),
        ];
        db.AfterCommit(async cancellationToken =>
        {
            foreach (var topic in topics)
            {
                await events.PublishAsync(topic, cancellationToken);
            }
        });
    }
}
