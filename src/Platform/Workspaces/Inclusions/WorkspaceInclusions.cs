using System.Collections.Frozen;
using Platform.Access;
using Platform.JsonApi;
using Platform.Results;

namespace Platform.Workspaces.Inclusions;

/// <summary>Loads what <c>include</c> asks for.</summary>
internal sealed class WorkspaceInclusions(IEnumerable<IWorkspaceInclusion> inclusions, Authorizer access)
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

        var resources = new Dictionary<(string Type, string Id), Resource>();
        foreach (var name in include.Names)
        {
            // current-run.plan asks for the run too; what lies below it is the run's to show.
            var root = name.Split('.')[0];
            if (!Known.Contains(root))
            {
                return Refusal.Malformed($"Invalid include parameter: a workspace has no {root}.");
            }

            foreach (var inclusion in inclusions.Where(i => i.Name == root))
            {
                foreach (var resource in await inclusion.LoadAsync(workspaces, cancellationToken))
                {
                    resources[(resource.Type, resource.Id)] = resource;
                }
            }
        }

        return new Included([.. resources.Values]);
    }

    internal sealed record Included(IReadOnlyList<Resource>? Resources)
    {
        public static Included Nothing { get; } = new((IReadOnlyList<Resource>?)null);
    }
}
