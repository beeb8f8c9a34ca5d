using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Variables.Sets;

/// <summary>Says to which workspaces and projects a set applies, within a transaction of its caller.</summary>
internal sealed class VariableSetPlaces(PlatformDbContext db, Authorizer access)
{
    private static readonly Refusal IsGlobal =
        Refusal.Invalid("A global variable set applies to every workspace of the organization; make it not global first.", "global");

    /// <summary>Applies the set to these workspaces; with <paramref name="replace"/>, to no others from now on.</summary>
    public async Task<Refusal?> AddWorkspacesAsync(VariableSet set, IReadOnlyList<RelatedItem<NoAttributes>> items, bool replace, CancellationToken cancellationToken)
    {
        if (set.IsGlobal && items.Count > 0)
        {
            return IsGlobal;
        }

        if (!TryRead<WorkspaceId>(items, "workspace", out var ids, out var unknown))
        {
            return unknown;
        }

        var visible = await access.VisibleWorkspacesAsync(set.OrganizationId, cancellationToken);
        var found = await visible.Where(w => ids.Contains(w.Id)).Select(w => new { w.Id, w.ProjectId, w.Name }).ToListAsync(cancellationToken);
        if (found.Count < ids.Length)
        {
            return Refusal.NotFound($"workspace {ids.Except(found.Select(w => w.Id)).First()}");
        }

        if (found.FirstOrDefault(w => set.ProjectId is not null && w.ProjectId != set.ProjectId) is { } outside)
        {
            return Refusal.Invalid($"The variable set belongs to a project in which the workspace {outside.Name} is not.");
        }

        var current = await db.VariableSetWorkspaces.Where(a => a.VariableSetId == set.Id).ToDictionaryAsync(a => a.WorkspaceId, cancellationToken);
        db.VariableSetWorkspaces.AddRange(ids.Where(id => !current.ContainsKey(id)).Select(id => new VariableSetWorkspace { VariableSetId = set.Id, WorkspaceId = id }));
        if (replace)
        {
            db.VariableSetWorkspaces.RemoveRange(current.Values.Where(a => !ids.Contains(a.WorkspaceId)));
        }

        return null;
    }

    /// <summary>Applies the set to these projects; with <paramref name="replace"/>, to no others from now on.</summary>
    public async Task<Refusal?> AddProjectsAsync(VariableSet set, IReadOnlyList<RelatedItem<NoAttributes>> items, bool replace, CancellationToken cancellationToken)
    {
        if (set.IsGlobal && items.Count > 0)
        {
            return IsGlobal;
        }

        if (!TryRead<ProjectId>(items, "project", out var ids, out var unknown))
        {
            return unknown;
        }

        var visible = await access.VisibleProjectsAsync(set.OrganizationId, cancellationToken);
        var found = await visible.Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Name }).ToListAsync(cancellationToken);
        if (found.Count < ids.Length)
        {
            return Refusal.NotFound($"project {ids.Except(found.Select(p => p.Id)).First()}");
        }

        if (found.FirstOrDefault(p => set.ProjectId is not null && p.Id != set.ProjectId) is { } outside)
        {
            return Refusal.Invalid($"The variable set belongs to another project than {outside.Name}.");
        }

        var current = await db.VariableSetProjects.Where(a => a.VariableSetId == set.Id).ToDictionaryAsync(a => a.ProjectId, cancellationToken);
        db.VariableSetProjects.AddRange(ids.Where(id => !current.ContainsKey(id)).Select(id => new VariableSetProject { VariableSetId = set.Id, ProjectId = id }));
        if (replace)
        {
            db.VariableSetProjects.RemoveRange(current.Values.Where(a => !ids.Contains(a.ProjectId)));
        }

        return null;
    }

    /// <summary>Takes the set from these workspaces; where it is not, nothing changes.</summary>
    public async Task RemoveWorkspacesAsync(VariableSet set, IReadOnlyList<RelatedItem<NoAttributes>> items, CancellationToken cancellationToken)
    {
        var ids = items.Select(item => ResourceId.TryParse<WorkspaceId>(item.Id, out var id) ? id : default).ToArray();
        db.VariableSetWorkspaces.RemoveRange(
            await db.VariableSetWorkspaces.Where(a => a.VariableSetId == set.Id && ids.Contains(a.WorkspaceId)).ToListAsync(cancellationToken));
    }

    /// <summary>Takes the set from these projects; where it is not, nothing changes.</summary>
    public async Task RemoveProjectsAsync(VariableSet set, IReadOnlyList<RelatedItem<NoAttributes>> items, CancellationToken cancellationToken)
    {
        var ids = items.Select(item => ResourceId.TryParse<ProjectId>(item.Id, out var id) ? id : default).ToArray();
        db.VariableSetProjects.RemoveRange(
            await db.VariableSetProjects.Where(a => a.VariableSetId == set.Id && ids.Contains(a.ProjectId)).ToListAsync(cancellationToken));
    }

    /// <summary>Takes the set from wherever it is, since it is global now.</summary>
    public async Task RemoveAllAsync(VariableSet set, CancellationToken cancellationToken)
    {
        db.VariableSetWorkspaces.RemoveRange(await db.VariableSetWorkspaces.Where(a => a.VariableSetId == set.Id).ToListAsync(cancellationToken));
        db.VariableSetProjects.RemoveRange(await db.VariableSetProjects.Where(a => a.VariableSetId == set.Id).ToListAsync(cancellationToken));
    }

    private static bool TryRead<TId>(IReadOnlyList<RelatedItem<NoAttributes>> items, string kind, out TId[] ids, out Refusal? unknown)
        where TId : struct, IResourceId<TId>
    {
        var read = new HashSet<TId>();
        unknown = null;
        foreach (var item in items)
        {
            if (!ResourceId.TryParse<TId>(item.Id, out var id))
            {
                unknown = Refusal.NotFound($"{kind} {item.Id}");
                break;
            }

            read.Add(id);
        }

        ids = [.. read];
        return unknown is null;
    }
}
