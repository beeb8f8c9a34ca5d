using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Variables.Sets;

/// <summary>Finds a variable set for a caller who may see it. The entity is tracked, so that an action can change it.</summary>
/// <remarks>Who may read or change the variables of all the workspaces that its owner has may do so with the set.</remarks>
public sealed class FindVariableSet(PlatformDbContext db, Authorizer access)
{
    public async Task<Result<VariableSet>> ExecuteAsync(VariableSetId id, CancellationToken cancellationToken)
    {
        var set = await db.VariableSets.FirstOrDefaultAsync(s => s.Id == id, cancellationToken);
        return set is not null && (await PermissionsAsync(set, cancellationToken)).Contains(Permission.ReadVariableSets)
            ? set
            : Refusal.NotFound($"variable set {id}");
    }

    /// <summary>Finds it for a caller who may change it as well.</summary>
    public async Task<Result<VariableSet>> WritableAsync(VariableSetId id, CancellationToken cancellationToken)
    {
        if (!(await ExecuteAsync(id, cancellationToken)).TryGet(out var set, out var refusal))
        {
            return refusal;
        }

        return (await PermissionsAsync(set, cancellationToken)).Contains(Permission.ManageVariableSets)
            ? set
            : Refusal.Forbidden("You may see this variable set but not change it.");
    }

    /// <summary>The sets of an organization that the caller may see.</summary>
    public async Task<IQueryable<VariableSet>> VisibleAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var all = db.VariableSets.Where(s => s.OrganizationId == organization);
        if ((await access.PermissionsAsync(organization, cancellationToken)).Contains(Permission.ReadVariableSets))
        {
            return all;
        }

        var owners = await access.ProjectsAllowingAsync(Permission.ReadVariableSets, organization, cancellationToken);
        return all.Where(s => s.ProjectId != null && owners.Any(p => p.Id == s.ProjectId.Value));
    }

    /// <summary>What the caller may do with the set: what they may do in all of the place that owns it.</summary>
    internal async ValueTask<FrozenSet<Permission>> PermissionsAsync(VariableSet set, CancellationToken cancellationToken)
    {
        var whole = await access.PermissionsAsync(set.OrganizationId, cancellationToken);
        if (set.ProjectId is not { } owner || whole.Contains(Permission.ManageVariableSets))
        {
            return whole;
        }

        // A list has loaded the projects of all its sets.
        var project = await db.Projects.FindAsync([owner], cancellationToken);
        return project is null ? whole : await access.PermissionsAsync(project, cancellationToken);
    }

    internal static async Task<IResult> HandleAsync(
        VariableSetId id, IncludeRequest include, FindVariableSet find, DescribeVariableSets describe, VariableSetInclusions inclusions, CancellationToken cancellationToken) =>
        (await find.ExecuteAsync(id, cancellationToken)).TryGet(out var set, out var refusal)
            ? await AnswerAsync(set, include, describe, inclusions, JsonApiResults.Ok, cancellationToken)
            : JsonApiResults.Refused(refusal);

    /// <summary>The set as a document, with what <c>include</c> asks for.</summary>
    internal static async Task<IResult> AnswerAsync(
        VariableSet set,
        IncludeRequest include,
        DescribeVariableSets describe,
        VariableSetInclusions inclusions,
        Func<Resource, IReadOnlyList<Resource>?, IResult> answer,
        CancellationToken cancellationToken)
    {
        var details = await describe.ExecuteAsync([set], cancellationToken);
        return (await inclusions.LoadAsync(include, details, cancellationToken)).ToHttp(included => answer(VariableSetDocument.Of(details[0]), included.Resources));
    }
}
