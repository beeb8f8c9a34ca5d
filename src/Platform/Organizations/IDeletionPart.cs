using Platform.Contracts.Ids;
using Platform.Results;

namespace Platform.Organizations;

/// <summary>What is about to be deleted: one workspace or, without one, all of the organization.</summary>
/// <param name="Force">What only waits goes too.</param>
public sealed record Deletion(OrganizationId Organization, WorkspaceId? Workspace, bool Force);

/// <summary>A module's part in a deletion, within its transaction and before the rows go.</summary>
/// <remarks>A seam for the modules that organizations and workspaces must not know.</remarks>
public interface IDeletionPart
{
    /// <summary>Notes which objects of the blob store nobody needs any more; refuses while something is going on that needs the rows.</summary>
    Task<Refusal?> PrepareAsync(Deletion deletion, CancellationToken cancellationToken);
}
