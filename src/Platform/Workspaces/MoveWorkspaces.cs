using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Events;
using Platform.JsonApi;
using Platform.Organizations.Projects;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Workspaces;

/// <summary>Moves workspaces into a project of their organization: all of them, or none.</summary>
public sealed class MoveWorkspaces(PlatformDbContext db, Authorizer access, FindProject projects, IEventStream events, TimeProvider clock)
{
    private const int MostAtOnce = 1000;

    public async Task<Result<Done>> ExecuteAsync(ProjectId project, IReadOnlyList<string> workspaces, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspaces);
        return workspaces.Count > MostAtOnce
            ? Refusal.Invalid($"At most {MostAtOnce} workspaces can be moved at once.")
            : await db.InTransactionAsync(inner => MoveAsync(project, [.. workspaces.Distinct(StringComparer.Ordinal)], inner), cancellationToken);
    }

    internal static async Task<IResult> HandleAsync(
        ProjectId id, JsonApiListRequest<NoAttributes> body, MoveWorkspaces move, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await move.ExecuteAsync(id, [.. body.Items.Select(item => item.Id ?? "")], cancellationToken)).ToHttp(_ => TypedResults.NoContent());

    private async Task<Result<Done>> MoveAsync(ProjectId id, string[] asked, CancellationToken cancellationToken)
    {
        if (!(await projects.ExecuteAsync(id, cancellationToken)).TryGet(out var target, out var refusal))
        {
            return refusal;
        }

        if (!UpdateWorkspace.MayMoveInto(target.Permissions))
        {
            return Refusal.Forbidden("You may not move a workspace into this project.");
        }

        var ids = asked.Where(text => ResourceId.TryParse<WorkspaceId>(text, out _)).Select(WorkspaceId.Wrap).ToArray();
        var organization = target.Project.OrganizationId;
        var found = await db.Workspaces.Where(w => w.OrganizationId == organization && ids.Contains(w.Id)).ToDictionaryAsync(w => w.Id.Value, cancellationToken);
        foreach (var text in asked)
        {
            if (!found.TryGetValue(text, out var workspace) || !await access.CanAsync(Permission.ReadWorkspace, workspace, cancellationToken))
            {
                return Refusal.NotFound($"workspace {text}");
            }

            if (!await access.CanAsync(Permission.MoveWorkspaces, workspace, cancellationToken) && !await access.CanAsync(Permission.UpdateWorkspace, workspace, cancellationToken))
            {
                return Refusal.Forbidden($"You may see the workspace {workspace.Name} but not move it.");
            }
        }

        foreach (var workspace in found.Values.Where(w => w.ProjectId != id))
        {
            workspace.ProjectId = id;
            workspace.UpdatedAt = clock.GetUtcNow();
            db.AnnounceAfterCommit(events, workspace);
        }

        return Done.Value;
    }
}
