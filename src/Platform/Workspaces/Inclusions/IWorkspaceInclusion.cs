using Platform.JsonApi;

namespace Platform.Workspaces.Inclusions;

/// <summary>Adds one kind of related resource to workspace documents, for one value of <c>include</c>.</summary>
/// <remarks>A seam for modules that this one must not know: runs, states and configurations show themselves.</remarks>
public interface IWorkspaceInclusion
{
    /// <summary>The value of <c>include</c> in kebab case, for example <c>current-run</c>, or <c>current-run.plan</c> for what lies below it.</summary>
    string Name { get; }

    /// <summary>The related resources of all these workspaces, which the caller may see.</summary>
    Task<IReadOnlyList<Resource>> LoadAsync(IReadOnlyList<WorkspaceDetails> workspaces, CancellationToken cancellationToken);
}
