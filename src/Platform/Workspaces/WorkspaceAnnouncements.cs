using Platform.Events;
using Platform.Persistence;

namespace Platform.Workspaces;

/// <summary>Tells listeners about a changed workspace.</summary>
internal static class WorkspaceAnnouncements
{
    extension(PlatformDbContext db)
    {
        /// <summary>Announces the workspace, and its organization's list, once the change is committed.</summary>
        public void AnnounceAfterCommit(IEventStream events, Workspace workspace) => db.AfterCommit(async cancellationToken =>
        {
            await events.PublishAsync(EventTopics.Workspace(workspace.Id), cancellationToken);
            await events.PublishAsync(EventTopics.Organization(workspace.OrganizationId), cancellationToken);
        });
    }
}
