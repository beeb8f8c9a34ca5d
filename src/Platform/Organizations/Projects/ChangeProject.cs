using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Organizations.Tags;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Organizations.Projects;

/// <summary>Renames or describes a project, or deletes an empty one.</summary>
public sealed class ChangeProject(PlatformDbContext db, FindProject find, ChangeProjectTags tagging)
{
    /// <summary>Changes it.</summary>
    /// <param name="id">The project.</param>
    /// <param name="settings">The attributes to set.</param>
    /// <param name="tags">All its tags from now on; null: they stay.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<ProjectDetails>> UpdateAsync(
        ProjectId id, ProjectSettings settings, IReadOnlyList<TagBinding>? tags, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            var changed = await db.InTransactionAsync<Done>(
                async inner =>
                {
                    if (!(await AllowedAsync(id, Permission.ManageProjects, inner)).TryGet(out var details, out var refusal))
                    {
                        return refusal;
                    }

                    var project = details.Project;
                    if (settings.ApplyTo(project) is { } invalid)
                    {
                        return invalid;
                    }

                    if (await db.Projects.AnyAsync(p => p.OrganizationId == project.OrganizationId && p.Name == project.Name && p.Id != id, inner))
                    {
                        return CreateProject.NameTaken;
                    }

                    return tags is null ? Done.Value : (await tagging.SetAsync(project, tags, replace: true, inner)).Map(_ => Done.Value);
                },
                cancellationToken);
            return changed.Refusal is { } refused ? refused : await find.ExecuteAsync(id, cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return CreateProject.NameTaken;
        }
    }

    /// <summary>Deletes it; refused for the default project, and while workspaces are in it.</summary>
    public Task<Result<Done>> DeleteAsync(ProjectId id, CancellationToken cancellationToken) =>
        db.InTransactionAsync<Done>(
            async inner =>
            {
                if (!(await AllowedAsync(id, Permission.DeleteProjects, inner)).TryGet(out var details, out var refusal))
                {
                    return refusal;
                }

                if (await db.Organizations.AnyAsync(o => o.DefaultProjectId == id, inner))
                {
                    return Refusal.Conflict("The default project cannot be deleted.");
                }

                // Those that the caller may not see count as well.
                if (await db.Workspaces.CountAsync(w => w.ProjectId == id, inner) is > 0 and var left)
                {
                    return Refusal.Conflict($"The project still has {left} workspaces; move or delete them first.");
                }

                db.Projects.Remove(details.Project);
                return Done.Value;
            },
            cancellationToken);

    internal static async Task<IResult> HandleUpdateAsync(
        ProjectId id, JsonApiRequest<ProjectSettings> body, ChangeProject change, CancellationToken cancellationToken)
    {
        var refusal = body.Refusal;
        var sent = body.RelatedMany<TagAttributes>("tag-bindings");
        if (refusal is not null || !TagBinding.Of(sent).TryGet(out var tags, out refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        return (await change.UpdateAsync(id, body.Attributes, sent is null ? null : tags, cancellationToken))
            .ToHttp(details => JsonApiResults.Ok(ProjectDocument.Of(details)));
    }

    internal static async Task<IResult> HandleDeleteAsync(ProjectId id, ChangeProject change, CancellationToken cancellationToken) =>
        (await change.DeleteAsync(id, cancellationToken)).ToHttp(_ => TypedResults.NoContent());

    private async Task<Result<ProjectDetails>> AllowedAsync(ProjectId id, Permission permission, CancellationToken cancellationToken)
    {
        var found = await find.ExecuteAsync(id, cancellationToken);
        return found.TryGet(out var details, out _) && !details.Permissions.Contains(permission)
            ? Refusal.Forbidden("You may see this project but not change it.")
            : found;
    }
}
