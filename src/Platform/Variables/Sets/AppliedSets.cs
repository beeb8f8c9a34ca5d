using Microsoft.EntityFrameworkCore;
using Platform.Persistence;
using Platform.Workspaces;

namespace Platform.Variables.Sets;

/// <summary>A set that applies to a workspace, with how it does.</summary>
internal sealed record AppliedSet(VariableSet Set, bool ToWorkspace, bool ToProject);

/// <summary>Which variable sets apply to a workspace: global ones, those of its project, and those that name it.</summary>
internal static class AppliedSets
{
    extension(PlatformDbContext db)
    {
        /// <summary>The sets with the way by which each applies.</summary>
        /// <remarks>A set that a project owns ends at the project, also for a workspace that was moved out of it.</remarks>
        public IQueryable<AppliedSet> AppliedTo(Workspace workspace) =>
            from set in db.VariableSets.AsNoTracking()
            where set.OrganizationId == workspace.OrganizationId && (set.ProjectId == null || set.ProjectId == workspace.ProjectId)
            let toWorkspace = db.VariableSetWorkspaces.Any(a => a.VariableSetId == set.Id && a.WorkspaceId == workspace.Id)
            let toProject = db.VariableSetProjects.Any(a => a.VariableSetId == set.Id && a.ProjectId == workspace.ProjectId)
            where set.IsGlobal || toWorkspace || toProject
            select new AppliedSet(set, toWorkspace, toProject);

        public IQueryable<VariableSet> SetsOf(Workspace workspace) => db.VariableSets.Where(set =>
            set.OrganizationId == workspace.OrganizationId
            && (set.ProjectId == null || set.ProjectId == workspace.ProjectId)
            && (set.IsGlobal
                || db.VariableSetWorkspaces.Any(a => a.VariableSetId == set.Id && a.WorkspaceId == workspace.Id)
                || db.VariableSetProjects.Any(a => a.VariableSetId == set.Id && a.ProjectId == workspace.ProjectId)));
    }
}
