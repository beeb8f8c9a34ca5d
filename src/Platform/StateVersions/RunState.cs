using Platform.Contracts.Ids;

namespace Platform.StateVersions;

/// <summary>Where a state comes from that a run's apply left.</summary>
/// <param name="Job">The job that must still be running, with this <paramref name="Fence"/>, when the state becomes the current one.</param>
/// <param name="IsSnapshot">It was sent while the tool worked, and a later one of the same run is never replaced by it.</param>
internal sealed record RunState(WorkspaceId Workspace, RunId Run, JobId Job, long Fence, bool IsSnapshot);
