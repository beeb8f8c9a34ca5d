using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Organizations;
using Platform.Organizations.Projects;
using Platform.Organizations.Tags;
using Platform.Persistence;
using Platform.Workspaces.Tags;

namespace Platform.Workspaces.Inclusions;

/// <summary>Shows the organization beside its workspaces.</summary>
internal sealed class OrganizationInclusion(GetOrganization get) : IWorkspaceInclusion
{
    public string Name => "organization";

    public async Task<IReadOnlyList<Resource>> LoadAsync(IReadOnlyList<WorkspaceDetails> workspaces, CancellationToken cancellationToken)
    {
        var resources = new List<Resource>();
        foreach (var id in workspaces.Select(w => w.Workspace.OrganizationId).Distinct())
        {
            if ((await get.ExecuteAsync(id.Value, cancellationToken)).TryGet(out var details, out _))
            {
                resources.Add(OrganizationDocument.Of(details));
            }
        }

        return resources;
    }
}

/// <summary>Shows the project beside its workspaces.</summary>
internal sealed class ProjectInclusion(FindProject find) : IWorkspaceInclusion
{
    public string Name => "project";

    public async Task<IReadOnlyList<Resource>> LoadAsync(IReadOnlyList<WorkspaceDetails> workspaces, CancellationToken cancellationToken)
    {
        var resources = new List<Resource>();
        foreach (var ofOne in workspaces.GroupBy(w => w.Workspace.OrganizationId, w => w.Workspace.ProjectId))
        {
            resources.AddRange((await find.ManyAsync(ofOne.Key, ofOne.Distinct().ToArray(), cancellationToken)).Select(details => ProjectDocument.Of(details)));
        }

        return resources;
    }
}

/// <summary>Shows who locked a workspace beside it; a run that holds one is the runs' to show.</summary>
internal sealed class LockedByInclusion(PlatformDbContext db) : IWorkspaceInclusion
{
    public string Name => "locked-by";

    public async Task<IReadOnlyList<Resource>> LoadAsync(IReadOnlyList<WorkspaceDetails> workspaces, CancellationToken cancellationToken)
    {
        var ids = workspaces.Where(w => w.Workspace.LockedByUserId is not null).Select(w => w.Workspace.LockedByUserId!.Value).Distinct().ToArray();
        var users = await db.Users.Where(u => ids.Contains(u.Id)).Select(u => new { u.Id, u.UserName }).ToListAsync(cancellationToken);
        return [.. users.Select(u => new Resource(u.Id.Value, "users", new UserAttributes(u.UserName)))];
    }

    [ResourceType("users")]
    private sealed record UserAttributes(string? Username);
}

/// <summary>Shows the tags that count beside their workspaces.</summary>
internal sealed class EffectiveTagInclusion(EffectiveTags effective) : IWorkspaceListInclusion
{
    public string Name => TagDocument.EffectiveBindings;

    public string Type => TagDocument.EffectiveBindings;

    public Task<ILookup<WorkspaceId, Resource>> LoadAsync(IReadOnlyList<WorkspaceDetails> workspaces, CancellationToken cancellationToken) =>
        effective.LoadAsync(workspaces, cancellationToken);
}

/// <summary>Shows a workspace's own tags beside it.</summary>
internal sealed class TagInclusion : IWorkspaceListInclusion
{
    public string Name => TagDocument.Bindings;

    public string Type => TagDocument.Bindings;

    public Task<ILookup<WorkspaceId, Resource>> LoadAsync(IReadOnlyList<WorkspaceDetails> workspaces, CancellationToken cancellationToken) =>
        Task.FromResult(workspaces.SelectMany(w => w.Tags).ToLookup(tag => tag.WorkspaceId, tag => TagDocument.Binding(tag.WorkspaceId.Value, tag.Key, tag.Value)));
}
