using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Organizations.Tags;
using Platform.Persistence;

namespace Platform.Workspaces.Tags;

/// <summary>Finds the tags that count for workspaces: their own, and those of their project whose key they do not have.</summary>
internal sealed class EffectiveTags(PlatformDbContext db)
{
    /// <summary>The tags of each, sorted by key; one query for all.</summary>
    public async Task<ILookup<WorkspaceId, Resource>> LoadAsync(IReadOnlyList<WorkspaceDetails> workspaces, CancellationToken cancellationToken)
    {
        var projects = workspaces.Select(w => w.Workspace.ProjectId).Distinct().ToArray();
        var inherited = (await db.ProjectTags.AsNoTracking().Where(t => projects.Contains(t.ProjectId)).ToListAsync(cancellationToken)).ToLookup(t => t.ProjectId);
        return (
            from details in workspaces
            let id = details.Workspace.Id
            let own = details.Tags.Select(t => (t.Key, t.Value, From: (ProjectId?)null))
            let taken = details.Tags.Select(t => t.Key).ToHashSet(StringComparer.Ordinal)
            let others = inherited[details.Workspace.ProjectId].Where(t => !taken.Contains(t.Key)).Select(t => (t.Key, t.Value, From: (ProjectId?)t.ProjectId))
            from tag in own.Concat(others).OrderBy(t => t.Key, StringComparer.Ordinal)
            select (id, Tag: TagDocument.Binding(id.Value, tag.Key, tag.Value, TagDocument.EffectiveBindings, tag.From))).ToLookup(pair => pair.id, pair => pair.Tag);
    }
}
