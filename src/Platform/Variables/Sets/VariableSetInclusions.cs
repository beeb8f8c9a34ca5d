using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.JsonApi;
using Platform.Organizations;
using Platform.Organizations.Projects;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.Variables.Sets;

/// <summary>Loads what <c>include</c> asks for beside variable sets of one organization.</summary>
internal sealed class VariableSetInclusions(PlatformDbContext db, Authorizer access, GetOrganization organizations, VariableValues values)
{
    /// <summary>Refuses names that nothing answers; asked before anything is changed.</summary>
    public static Refusal? Check(IncludeRequest include) =>
        include.Names.FirstOrDefault(name => name is not ("organization" or "parent" or "projects" or "vars" or "workspaces")) is { } unknown
            ? Refusal.Malformed($"Invalid include parameter: a variable set has no {unknown}.")
            : null;

    public async Task<Result<Included>> LoadAsync(IncludeRequest include, IReadOnlyList<VariableSetDetails> sets, CancellationToken cancellationToken)
    {
        if (include.Names.Count == 0)
        {
            return new Included(null);
        }

        if (Check(include) is { } unknown)
        {
            return unknown;
        }

        var resources = new Dictionary<(string Type, string Id), Resource>();
        foreach (var name in include.Names)
        {
            if (sets.Count == 0)
            {
                continue;
            }

            var loaded = name switch
            {
                "vars" => await VariablesAsync(sets, cancellationToken),
                "workspaces" => await WorkspacesAsync(sets, cancellationToken),
                "projects" => await ProjectsAsync(sets, set => set.Projects, cancellationToken),
                "organization" => await OrganizationAsync(sets, cancellationToken),
                _ =>
                [
                    .. await ProjectsAsync(sets, set => set.Set.ProjectId is { } owner ? [owner] : [], cancellationToken),
                    .. sets.Any(set => set.Set.ProjectId is null) ? await OrganizationAsync(sets, cancellationToken) : [],
                ],
            };
            foreach (var resource in loaded)
            {
                resources[(resource.Type, resource.Id)] = resource;
            }
        }

        return new Included([.. resources.Values]);
    }

    private async Task<IReadOnlyList<Resource>> VariablesAsync(IReadOnlyList<VariableSetDetails> sets, CancellationToken cancellationToken)
    {
        var ids = sets.Select(set => set.Set.Id).ToArray();
        var resources = new List<Resource>();
        foreach (var variable in await db.VariableSetVariables.AsNoTracking().Where(v => ids.Contains(v.VariableSetId)).ToListAsync(cancellationToken))
        {
            resources.Add(VariableDocument.Of(await ListVariables.DescribeAsync(variable, values, cancellationToken)));
        }

        return resources;
    }

    private async Task<IReadOnlyList<Resource>> WorkspacesAsync(IReadOnlyList<VariableSetDetails> sets, CancellationToken cancellationToken)
    {
        var ids = sets.SelectMany(set => set.Workspaces).Distinct().ToArray();
        var resources = new List<Resource>(ids.Length);
        foreach (var row in await WorkspaceRow.Of(db, db.Workspaces.Where(w => ids.Contains(w.Id))).ToListAsync(cancellationToken))
        {
            var permissions = await access.PermissionsAsync(row.Workspace, cancellationToken);
            resources.Add(WorkspaceDocument.Of(row.For(permissions)));
        }

        return resources;
    }

    private async Task<IReadOnlyList<Resource>> ProjectsAsync(
        IReadOnlyList<VariableSetDetails> sets, Func<VariableSetDetails, IReadOnlyList<Contracts.Ids.ProjectId>> of, CancellationToken cancellationToken)
    {
        var organization = sets[0].Set.OrganizationId;
        var ids = sets.SelectMany(of).Distinct().ToArray();
        var workspaces = await access.VisibleWorkspacesAsync(organization, cancellationToken);
        var rows = await db.Projects.AsNoTracking().Where(p => ids.Contains(p.Id))
            .Select(p => new { Project = p, WorkspaceCount = workspaces.Count(w => w.ProjectId == p.Id), TeamCount = db.TeamProjects.Count(a => a.ProjectId == p.Id) }).ToListAsync(cancellationToken);
        var resources = new List<Resource>(rows.Count);
        foreach (var row in rows)
        {
            var permissions = await access.PermissionsAsync(row.Project, cancellationToken);
            resources.Add(ProjectDocument.Of(new ProjectDetails(row.Project, sets[0].Organization, row.WorkspaceCount, row.TeamCount, permissions)));
        }

        return resources;
    }

    private async Task<IReadOnlyList<Resource>> OrganizationAsync(IReadOnlyList<VariableSetDetails> sets, CancellationToken cancellationToken) =>
        (await organizations.ExecuteAsync(sets[0].Set.OrganizationId.Value, cancellationToken)).TryGet(out var details, out _)
            ? [OrganizationDocument.Of(details)]
            : [];

    internal sealed record Included(IReadOnlyList<Resource>? Resources);
}
