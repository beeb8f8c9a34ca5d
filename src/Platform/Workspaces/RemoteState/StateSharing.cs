using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Workspaces.RemoteState;

/// <summary>Whose state a run may read: its own workspace's, and that of workspaces of its organization which share theirs with all, with their project, or with it by name.</summary>
internal static class StateSharing
{
    extension(PlatformDbContext db)
    {
        /// <summary>The workspaces whose state a run of this one may read.</summary>
        public IQueryable<Workspace> ReadableByRunsOf(WorkspaceId reader) =>
            from workspace in db.Workspaces
            from own in db.Workspaces
            where own.Id == reader && own.OrganizationId == workspace.OrganizationId
                && (workspace.Id == own.Id
                    || workspace.GlobalRemoteState
                    || (workspace.ProjectRemoteState && workspace.ProjectId == own.ProjectId)
                    || db.RemoteStateConsumers.Any(c => c.WorkspaceId == workspace.Id && c.ConsumerId == own.Id))
            select workspace;
    }
}
