using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.JsonApi;
using Platform.Organizations.Tags;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Organizations.Projects;

/// <summary>Writes projects with what <c>include</c> asks for.</summary>
internal sealed class ProjectInclusions(PlatformDbContext db, Authorizer access)
{
    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(["organization", "default-agent-pool", "tag-bindings", "effective-tag-bindings"]);

    public async Task<Result<Written>> WriteAsync(IncludeRequest include, IReadOnlyList<ProjectDetails> projects, CancellationToken cancellationToken)
    {
        if (include.Names.FirstOrDefault(name => !Known.Contains(name)) is { } unknown)
        {
            return Refusal.Malformed($"Invalid include parameter: a project has no {unknown}.");
        }

        if (include.Names.Count == 0)
        {
            return new Written([.. projects.Select(details => ProjectDocument.Of(details))], null);
        }

        var included = new List<Resource>();
        if (include.Names.Contains("organization"))
        {
            foreach (var organization in projects.Select(p => p.Organization).DistinctBy(o => o.Id))
            {
                included.Add(OrganizationDocument.Of(new OrganizationDetails(organization, await access.PermissionsAsync(organization.Id, cancellationToken))));
            }
        }

        if (!include.Names.Contains("effective-tag-bindings"))
        {
            return new Written([.. projects.Select(details => ProjectDocument.Of(details))], included);
        }

        var ids = projects.Select(p => p.Project.Id).ToArray();
        var tags = (await db.ProjectTags.AsNoTracking().Where(t => ids.Contains(t.ProjectId)).OrderBy(t => t.Key).ToListAsync(cancellationToken))
            .ToLookup(t => t.ProjectId, t => TagDocument.Binding(t.ProjectId.Value, t.Key, t.Value, TagDocument.EffectiveBindings));
        included.AddRange(tags.SelectMany(own => own));
        return new Written([.. projects.Select(details => ProjectDocument.Of(details, [.. tags[details.Project.Id]]))], included);
    }

    /// <summary>The projects' documents and what stands beside them.</summary>
    internal sealed record Written(IReadOnlyList<Resource> Projects, IReadOnlyList<Resource>? Included);
}
