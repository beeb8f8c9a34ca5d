using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Events;
using Platform.JsonApi;
using Platform.Organizations;
using Platform.Organizations.Tags;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces.Tags;

namespace Platform.Workspaces;

/// <summary>A workspace to be made.</summary>
/// <param name="Organization">Name, <c>org-…</c> or <c>env-…</c>.</param>
/// <param name="Settings">What was said about it; the name is required.</param>
/// <param name="Project">Id of the project; null: the organization's default project.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Client">The engine whose command line asks, which the workspace will use.</param>
public sealed record NewWorkspace(
    string Organization, WorkspaceSettings Settings, string? Project = null, IReadOnlyList<TagBinding>? Tags = null, ToolName? Client = null);

/// <summary>Makes a workspace.</summary>
public sealed class CreateWorkspace(
    PlatformDbContext db,
    Authorizer access,
    FindOrganization organizations,
    GetWorkspace get,
    IEventStream events,
    TimeProvider clock,
    ILogger<CreateWorkspace> log)
{
    private static readonly Refusal NameTaken = Refusal.Invalid("Name has already been taken", "name");

    public async Task<Result<WorkspaceDetails>> ExecuteAsync(NewWorkspace asked, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(asked);
        try
        {
            var made = await db.InTransactionAsync(inner => InsertAsync(asked, inner), cancellationToken);
            if (!made.TryGet(out var workspace, out var refusal))
            {
                return refusal;
            }

            log.WorkspaceCreated(workspace.Id, workspace.Name, workspace.OrganizationId);
            return await get.ByIdAsync(workspace.Id, cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return NameTaken;
        }
    }

    internal static async Task<IResult> HandleAsync(
        string organization, HttpRequest http, JsonApiRequest<WorkspaceSettings> body, CreateWorkspace create, CancellationToken cancellationToken)
    {
        if (body.Refusal is { } unreadable)
        {
            return JsonApiResults.Refused(unreadable);
        }

        var tags = TagBinding.Of(body.RelatedMany<TagAttributes>("tags"), body.RelatedMany<TagAttributes>("tag-bindings"));
        if (!tags.TryGet(out var bindings, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var asked = new NewWorkspace(organization, body.Attributes, body.RelatedId("project"), bindings, ClientTool.Of(http));
        return (await create.ExecuteAsync(asked, cancellationToken)).ToHttp(details => JsonApiResults.Created(WorkspaceDocument.Of(details)));
    }

    private async Task<Result<Workspace>> InsertAsync(NewWorkspace asked, CancellationToken cancellationToken)
    {
        if (!(await organizations.ExecuteAsync(asked.Organization, cancellationToken)).TryGet(out var organization, out var refusal))
        {
            return refusal;
        }

        if (!(await ProjectAsync(organization, asked.Project, cancellationToken)).TryGet(out var project, out refusal))
        {
            return refusal;
        }

        var now = clock.GetUtcNow();
        var workspace = new Workspace
        {
            Id = WorkspaceId.New(),
            OrganizationId = organization.Id,
            ProjectId = project.Id,
            Name = "",
            NormalizedName = "",
            Tool = asked.Client ?? ToolName.Terraform,
            CreatedAt = now,
            UpdatedAt = now,
        };
        if (asked.Settings.ApplyTo(workspace, asked.Client) is { } invalid)
        {
            return invalid;
        }

        if (await db.Workspaces.AnyAsync(w => w.OrganizationId == organization.Id && w.NormalizedName == workspace.NormalizedName, cancellationToken))
        {
            return NameTaken;
        }

        db.Workspaces.Add(workspace);
        db.WorkspaceTags.AddRange((asked.Tags ?? []).Select(tag => tag.On(workspace)));
        db.AnnounceAfterCommit(events, workspace);
        return workspace;
    }

    private async Task<Result<Project>> ProjectAsync(Organization organization, string? asked, CancellationToken cancellationToken)
    {
        var id = organization.DefaultProjectId;
        if (asked is not null && !ResourceId.TryParse(asked, out id))
        {
            return Refusal.NotFound($"project {asked}");
        }

        var project = await db.Projects.FirstOrDefaultAsync(p => p.OrganizationId == organization.Id && p.Id == id, cancellationToken);
        var permissions = project is null ? null : await access.PermissionsAsync(project, cancellationToken);
        if (project is null || (asked is not null && !permissions!.Contains(Permission.ReadProjects)))
        {
            return Refusal.NotFound($"project {asked}");
        }

        return permissions!.Contains(Permission.CreateWorkspaces)
            ? project
            : Refusal.Forbidden("You may not make workspaces here; ask an administrator of the organization for it.");
    }
}
