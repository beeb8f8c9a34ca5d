using System.Collections.Frozen;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Organizations;

namespace Platform.Workspaces;

/// <summary>A workspace with all that its document and its page show.</summary>
/// <param name="Workspace">The row as it was read; changing it changes nothing.</param>
/// <param name="OrganizationName">The organization's name, which is its id on the wire.</param>
/// <param name="ExecutionMode">Where it runs: as it says itself, or as its project or organization says.</param>
/// <param name="Tags">Its own, sorted by key.</param>
/// <param name="Permissions">What the caller may do.</param>
/// <param name="LockingRun">The run whose lock is shown: the one that holds it, once its plan has started. One that still waits for an agent is shown as waiting, as if nobody held it.</param>
public sealed record WorkspaceDetails(
    Workspace Workspace,
    string OrganizationName,
    ExecutionMode ExecutionMode,
    IReadOnlyList<WorkspaceTag> Tags,
    FrozenSet<Permission> Permissions,
    RunId? LockingRun);
