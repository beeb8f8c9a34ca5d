using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Persistence;

namespace Platform.Variables.Sets;

/// <summary>Adds to variable sets of one organization what their documents show: five statements, however many sets there are.</summary>
internal sealed class DescribeVariableSets(PlatformDbContext db, Authorizer access, FindVariableSet find)
{
    public async Task<IReadOnlyList<VariableSetDetails>> ExecuteAsync(IReadOnlyList<VariableSet> sets, CancellationToken cancellationToken)
    {
        if (sets.Count == 0)
        {
            return [];
        }

        var id = sets[0].OrganizationId;
        var ids = sets.Select(s => s.Id).ToArray();
        var organization = await db.Organizations.AsNoTracking().FirstAsync(o => o.Id == id, cancellationToken);
        var variables = (await db.VariableSetVariables.Where(v => ids.Contains(v.VariableSetId)).OrderBy(v => v.Category).ThenBy(v => v.Key)
            .Select(v => new { v.VariableSetId, v.Id }).ToListAsync(cancellationToken)).ToLookup(v => v.VariableSetId, v => v.Id);
        var seenWorkspaces = await access.VisibleWorkspacesAsync(id, cancellationToken);
        var workspaces = (await (
            from applied in db.VariableSetWorkspaces
            where ids.Contains(applied.VariableSetId)
            join workspace in seenWorkspaces on applied.WorkspaceId equals workspace.Id
            orderby workspace.NormalizedName
            select new { applied.VariableSetId, workspace.Id, workspace.ProjectId }).ToListAsync(cancellationToken)).ToLookup(w => w.VariableSetId);
        var seenProjects = await access.VisibleProjectsAsync(id, cancellationToken);
        var projects = (await (
            from applied in db.VariableSetProjects
            where ids.Contains(applied.VariableSetId)
            join project in seenProjects on applied.ProjectId equals project.Id
            orderby project.Name
            select new { applied.VariableSetId, project.Id }).ToListAsync(cancellationToken)).ToLookup(p => p.VariableSetId, p => p.Id);
        var owners = sets.Where(s => s.ProjectId is not null).Select(s => s.ProjectId!.Value).Distinct().ToArray();
        await db.Projects.Where(p => owners.Contains(p.Id)).LoadAsync(cancellationToken);
        var details = new List<VariableSetDetails>(sets.Count);
        foreach (var set in sets)
        {
            details.Add(new VariableSetDetails(
                set,
                organization,
                (await find.PermissionsAsync(set, cancellationToken)).Contains(Permission.ManageVariableSets),
                [.. variables[set.Id]],
                // A workspace that has left the project which owns the set has left the set.
                [.. workspaces[set.Id].Where(w => set.ProjectId is null || set.ProjectId == w.ProjectId).Select(w => w.Id)],
                [.. projects[set.Id]]));
        }

        return details;
    }
}
