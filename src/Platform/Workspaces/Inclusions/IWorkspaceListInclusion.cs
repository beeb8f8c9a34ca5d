using Platform.Contracts.Ids;
using Platform.JsonApi;

namespace Platform.Workspaces.Inclusions;

/// <summary>Adds many related resources to each workspace's document, which then names them in the relation too.</summary>
/// <remarks>A client finds what stands beside a document only by what its relations name.</remarks>
public interface IWorkspaceListInclusion
{
    /// <summary>The value of <c>include</c> in kebab case, which is the relation's name.</summary>
    string Name { get; }

    /// <summary>The type of the related resources.</summary>
    string Type { get; }

    /// <summary>The relation is to one resource at most.</summary>
    bool IsToOne => false;

    /// <summary>The related resources of each of these workspaces, which the caller may see.</summary>
    Task<ILookup<WorkspaceId, Resource>> LoadAsync(IReadOnlyList<WorkspaceDetails> workspaces, CancellationToken cancellationToken);
}
