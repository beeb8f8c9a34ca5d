using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Events;
using Platform.JsonApi;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Variables.Sets;

/// <summary>Makes a variable set, with the variables and places that it is sent with.</summary>
internal sealed class CreateVariableSet(
    PlatformDbContext db,
    Authorizer access,
    FindOrganization organizations,
    FindVariableSet find,
    VariableSetPlaces places,
    CreateSetVariable variables,
    IEventStream events,
    TimeProvider clock)
{
    internal static readonly Refusal NameTaken = Refusal.Invalid("Name has already been taken", "name");

    public async Task<Result<VariableSet>> ExecuteAsync(string organization, JsonApiRequest<VariableSetSettings> asked, CancellationToken cancellationToken)
    {
        try
        {
            return await db.InTransactionAsync(inner => InsertAsync(organization, asked, inner), cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return NameTaken;
        }
    }

    public static async Task<IResult> HandleAsync(
        string organization,
        JsonApiRequest<VariableSetSettings> body,
        IncludeRequest include,
        CreateVariableSet create,
        DescribeVariableSets describe,
        VariableSetInclusions inclusions,
        CancellationToken cancellationToken)
    {
        if ((body.Refusal ?? VariableSetInclusions.Check(include)) is { } unreadable)
        {
            return JsonApiResults.Refused(unreadable);
        }

        return (await create.ExecuteAsync(organization, body, cancellationToken)).TryGet(out var set, out var refusal)
            ? await FindVariableSet.AnswerAsync(set, include, describe, inclusions, (resource, included) => JsonApiResults.Created(resource, included), cancellationToken)
            : JsonApiResults.Refused(refusal);
    }

    /// <summary>Whether another set of the same owner has the name.</summary>
    internal static Task<bool> IsTakenAsync(PlatformDbContext db, VariableSet set, CancellationToken cancellationToken) =>
        db.VariableSets.AnyAsync(
            s => s.OrganizationId == set.OrganizationId && s.ProjectId == set.ProjectId && s.NormalizedName == set.NormalizedName && s.Id != set.Id, cancellationToken);

    private async Task<Result<VariableSet>> InsertAsync(string organizationNameOrId, JsonApiRequest<VariableSetSettings> asked, CancellationToken cancellationToken)
    {
        if (!(await organizations.ExecuteAsync(organizationNameOrId, cancellationToken)).TryGet(out var organization, out var refusal)
            || !(await OwnerAsync(organization, asked.RelatedId("parent"), cancellationToken)).TryGet(out var owner, out refusal))
        {
            return refusal;
        }

        var now = clock.GetUtcNow();
        var set = new VariableSet
        {
            Id = VariableSetId.New(), OrganizationId = organization.Id, ProjectId = owner.Project, Name = "", NormalizedName = "", CreatedAt = now, UpdatedAt = now,
        };
        if (!(await find.PermissionsAsync(set, cancellationToken)).Contains(Permission.ManageVariableSets))
        {
            return Refusal.Forbidden("You may not make variable sets here; who may change the variables of every workspace in it may.");
        }

        if (asked.Attributes.ApplyTo(set) is { } invalid)
        {
            return invalid;
        }

        if (await IsTakenAsync(db, set, cancellationToken))
        {
            return NameTaken;
        }

        db.VariableSets.Add(set);
        if (await places.AddWorkspacesAsync(set, asked.RelatedMany<NoAttributes>("workspaces") ?? [], replace: false, cancellationToken) is { } noWorkspace)
        {
            return noWorkspace;
        }

        if (await places.AddProjectsAsync(set, asked.RelatedMany<NoAttributes>("projects") ?? [], replace: false, cancellationToken) is { } noProject)
        {
            return noProject;
        }

        foreach (var variable in asked.RelatedMany<VariableSettings>("vars") ?? [])
        {
            if ((await variables.AddAsync(set, variable.Attributes, cancellationToken)).Refusal is { } noVariable)
            {
                return noVariable;
            }

            // The next one is held against those that are stored.
            await db.SaveChangesAsync(cancellationToken);
        }

        db.AfterCommit(inner => events.PublishAsync(EventTopics.Organization(set.OrganizationId), inner));
        return set;
    }

    private async Task<Result<Owner>> OwnerAsync(Organization organization, string? parent, CancellationToken cancellationToken)
    {
        if (parent is null || !parent.StartsWith($"{ProjectId.Prefix}-", StringComparison.Ordinal))
        {
            var names = parent is null || OrganizationName.Normalize(parent) == organization.NormalizedName
                || (OrganizationName.TryReadId(parent, out var id) && id == organization.Id);
            return names ? new Owner(null) : Refusal.NotFound($"organization {parent}");
        }

        return ResourceId.TryParse<ProjectId>(parent, out var project)
            && await (await access.VisibleProjectsAsync(organization.Id, cancellationToken)).AnyAsync(p => p.Id == project, cancellationToken)
                ? new Owner(project)
                : Refusal.NotFound($"project {parent}");
    }

    private sealed record Owner(ProjectId? Project);
}
