using System.Collections.Frozen;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Results;

namespace Platform.Workspaces.Inclusions;

/// <summary>Loads what <c>include</c> asks for.</summary>
internal sealed class WorkspaceInclusions(
    IEnumerable<IWorkspaceInclusion> inclusions, IEnumerable<IWorkspaceListInclusion> listInclusions, Authorizer access)
{
    /// <summary>Names of the wire. One that nothing answers yet adds nothing: relations without a resource are legal.</summary>
    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
    [
        "organization", "project", "current-run", "latest-run", "current-configuration-version", "current-state-version",
        "locked-by", "readme", "outputs", "effective-tag-bindings", "tag-bindings", "vars", "agent-pool", "remote-state-consumers",
    ]);

    public async Task<Result<Included>> LoadAsync(IncludeRequest include, IReadOnlyList<WorkspaceDetails> workspaces, CancellationToken cancellationToken)
    {
        // A run reads states; what else belongs to a workspace that shares its own is not the run's to see.
        if (include.Names.Count == 0 || access.Caller.Kind == CallerKind.Run)
        {
            return Included.Nothing;
        }

        if (include.Names.Select(Root).FirstOrDefault(root => !Known.Contains(root)) is { } unknown)
        {
            return Refusal.Malformed($"Invalid include parameter: a workspace has no {unknown}.");
        }

        // current-run.plan asks for the run too.
        var names = include.Names.SelectMany(name => (string[])[Root(name), name]).ToHashSet(StringComparer.Ordinal);
        var resources = new Dictionary<(string Type, string Id), Resource>();
        foreach (var inclusion in inclusions.Where(i => names.Contains(i.Name)))
        {
            foreach (var resource in await inclusion.LoadAsync(workspaces, cancellationToken))
            {
                resources[(resource.Type, resource.Id)] = resource;
            }
        }

        var many = new List<(IWorkspaceListInclusion, ILookup<WorkspaceId, Resource>)>();
        foreach (var inclusion in listInclusions.Where(i => names.Contains(i.Name)))
        {
            var found = await inclusion.LoadAsync(workspaces, cancellationToken);
            many.Add((inclusion, found));
            foreach (var resource in found.SelectMany(own => own))
            {
                resources[(resource.Type, resource.Id)] = resource;
            }
        }

        return new Included([.. resources.Values], many);
    }

    private static string Root(string name) => name.Split('.')[0];

    /// <summary>What stands beside the documents.</summary>
    /// <param name="Resources">All of it; null when nothing was asked for.</param>
    /// <param name="Many">The relations to many that it completes.</param>
    internal sealed record Included(IReadOnlyList<Resource>? Resources, IReadOnlyList<(IWorkspaceListInclusion Relation, ILookup<WorkspaceId, Resource> Resources)> Many)
    {
        public static Included Nothing { get; } = new(null, []);
    }
}
