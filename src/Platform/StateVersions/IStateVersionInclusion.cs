using Platform.JsonApi;

namespace Platform.StateVersions;

/// <summary>Shows related resources beside state versions, for one value of <c>include</c>.</summary>
/// <remarks>A seam for modules that this one must not know: runs show themselves.</remarks>
public interface IStateVersionInclusion
{
    /// <summary>The value of <c>include</c> in kebab case, for example <c>run</c>.</summary>
    string Name { get; }

    /// <summary>The related resources of all these versions, which the caller may read.</summary>
    Task<IReadOnlyList<Resource>> LoadAsync(IReadOnlyList<StateVersion> versions, CancellationToken cancellationToken);
}
