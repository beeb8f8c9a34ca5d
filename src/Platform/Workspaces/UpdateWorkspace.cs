using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Events;
using Platform.JsonApi;
using Platform.Organizations.Tags;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces.Tags;

namespace Platform.Workspaces;

/// <summary>Changes to a workspace.</summary>
/// <param name="Settings">The attributes to set.</param>
/// <param name="Project">Id of the project to move it to; null: it stays.</param>
/// <param name="Tags">All its tags from now on; null: they stay.</param>
/// <param name="Client">The engine whose command line asks.</param>
public sealed record WorkspaceChanges(
    WorkspaceSettings Settings, string? Project = null, IReadOnlyList<TagBinding>? Tags = null, ToolName? Client = null);

/// <summary>Changes a workspace's settings, its project, or all its tags.</summary>
public sealed class UpdateWorkspace(
    PlatformDbContext db, Authorizer access, FindWorkspace find, GetWorkspace get, IEventStream events, TimeProvider clock)
{
    private static readonly Refusal NameTaken = Refusal.Invalid("Name has already been taken", "name");

    public async Task<Result<WorkspaceDetails>> ExecuteAsync(WorkspaceId id, WorkspaceChanges changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        try
        {
            var changed = await db.InTransactionAsync(inner => ChangeAsync(id, changes, inner), cancellationToken);
            return changed.Refusal is { } refusal ? refusal : await get.ByIdAsync(id, cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return NameTaken;
        }
    }

    internal static async Task<IResult> HandleByIdAsync(
        WorkspaceId id, HttpRequest http, JsonApiRequest<WorkspaceSettings> body, UpdateWorkspace update, CancellationToken cancellationToken)
    {
        if (body.Refusal is { } unreadable)
        {
            return JsonApiResults.Refused(unreadable);
        }

        var sentTags = body.RelatedMany<TagAttributes>("tag-bindings");
        if (!TagBinding.Of(sentTags).TryGet(out var bindings, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var changes = new WorkspaceChanges(body.Attributes, body.RelatedId("project"), sentTags is null ? null : bindings, ClientTool.Of(http));
        return (await update.ExecuteAsync(id, changes, cancellationToken)).ToHttp(details => JsonApiResults.Ok(WorkspaceDocument.Of(details)));
    }

    internal static async Task<IResult> HandleByNameAsync(
        string organization,
        string name,
        HttpRequest http,
        JsonApiRequest<WorkspaceSettings> body,
        FindWorkspace find,
        UpdateWorkspace update,
        CancellationToken cancellationToken) =>
        (await find.ByNameAsync(organization, name, cancellationToken)).TryGet(out var workspace, out var refusal)
            ? await HandleByIdAsync(workspace.Id, http, body, update, cancellationToken)
            : JsonApiResults.Refused(refusal);

    private async Task<Result<Done>> ChangeAsync(WorkspaceId id, WorkspaceChanges changes, CancellationToken cancellationToken)
    {
        if (!(await find.ByIdAsync(id, cancellationToken)).TryGet(out var workspace, out var refusal))
        {
            return refusal;
        }

        if (!await access.CanAsync(Permission.UpdateWorkspace, workspace, cancellationToken))
        {
            return Refusal.Forbidden("You may see this workspace but not change its settings.");
        }

        if (changes.Settings.ApplyTo(workspace, changes.Client) is { } invalid)
        {
            return invalid;
        }

        if (await db.Workspaces.AnyAsync(
            w => w.OrganizationId == workspace.OrganizationId && w.NormalizedName == workspace.NormalizedName && w.Id != id, cancellationToken))
        {
            return NameTaken;
        }

        if (changes.Project is not null && await MoveAsync(workspace, changes.Project, cancellationToken) is { } unmovable)
        {
            return unmovable;
        }

        if (changes.Tags is not null)
        {
            await ReplaceTagsAsync(workspace, changes.Tags, cancellationToken);
        }

        workspace.UpdatedAt = clock.GetUtcNow();
        db.AnnounceAfterCommit(events, workspace);
        return Done.Value;
    }

    internal static bool MayMoveInto(IReadOnlySet<Permission> project) => project.Contains(Permission.CreateWorkspaces) || project.Contains(Permission.MoveWorkspaces);

    private async Task<Refusal?> MoveAsync(Workspace workspace, string asked, CancellationToken cancellationToken)
    {
        var project = ResourceId.TryParse<ProjectId>(asked, out var id)
            ? await db.Projects.FirstOrDefaultAsync(p => p.Id == id && p.OrganizationId == workspace.OrganizationId, cancellationToken)
            : null;
        var permissions = project is null ? null : await access.PermissionsAsync(project, cancellationToken);
        if (permissions is null || !permissions.Contains(Permission.ReadProjects))
        {
            return Refusal.NotFound($"project {asked}");
        }

        if (id != workspace.ProjectId && !MayMoveInto(permissions))
        {
            return Refusal.Forbidden("You may not move a workspace into this project.");
        }

        workspace.ProjectId = id;
        return null;
    }

    private async Task ReplaceTagsAsync(Workspace workspace, IReadOnlyList<TagBinding> tags, CancellationToken cancellationToken)
    {
        var current = await db.WorkspaceTags.Where(t => t.WorkspaceId == workspace.Id).ToDictionaryAsync(t => t.Key, cancellationToken);
        foreach (var tag in tags)
        {
            if (current.Remove(tag.Key, out var kept))
            {
                kept.Value = tag.Value;
            }
            else
            {
                db.WorkspaceTags.Add(tag.On(workspace));
            }
        }

        db.WorkspaceTags.RemoveRange(current.Values);
    }
}
