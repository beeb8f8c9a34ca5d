using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Organizations.Tags;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Organizations.Projects;

/// <summary>Makes a project in an organization.</summary>
public sealed class CreateProject(
    PlatformDbContext db, Authorizer access, FindOrganization organizations, FindProject find, ChangeProjectTags tagging, TimeProvider clock)
{
    internal static readonly Refusal NameTaken = Refusal.Invalid("Name has already been taken", "name");

    public async Task<Result<ProjectDetails>> ExecuteAsync(
        string organizationNameOrId, ProjectSettings settings, IReadOnlyList<TagBinding> tags, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            var made = await db.InTransactionAsync(inner => InsertAsync(organizationNameOrId, settings, tags, inner), cancellationToken);
            return made.TryGet(out var project, out var refusal) ? await find.ExecuteAsync(project.Id, cancellationToken) : refusal;
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return NameTaken;
        }
    }

    internal static async Task<IResult> HandleAsync(
        string organization, JsonApiRequest<ProjectSettings> body, CreateProject create, CancellationToken cancellationToken)
    {
        var refusal = body.Refusal;
        if (refusal is not null || !TagBinding.Of(body.RelatedMany<TagAttributes>("tag-bindings")).TryGet(out var tags, out refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        return (await create.ExecuteAsync(organization, body.Attributes, tags, cancellationToken)).ToHttp(details => JsonApiResults.Created(ProjectDocument.Of(details)));
    }

    private async Task<Result<Project>> InsertAsync(
        string organizationNameOrId, ProjectSettings settings, IReadOnlyList<TagBinding> tags, CancellationToken cancellationToken)
    {
        if (!(await organizations.ExecuteAsync(organizationNameOrId, cancellationToken)).TryGet(out var organization, out var refusal))
        {
            return refusal;
        }

        if (!await access.CanAsync(Permission.CreateProjects, organization.Id, cancellationToken))
        {
            return Refusal.Forbidden("You may not make projects in this organization.");
        }

        var project = new Project { Id = ProjectId.New(), OrganizationId = organization.Id, Name = "", CreatedAt = clock.GetUtcNow() };
        if (settings.ApplyTo(project) is { } invalid)
        {
            return invalid;
        }

        if (await db.Projects.AnyAsync(p => p.OrganizationId == organization.Id && p.Name == project.Name, cancellationToken))
        {
            return NameTaken;
        }

        db.Projects.Add(project);
        return (await tagging.SetAsync(project, tags, replace: false, cancellationToken)).Map(_ => project);
    }
}
