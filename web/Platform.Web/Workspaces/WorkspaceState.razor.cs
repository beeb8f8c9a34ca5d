using Microsoft.AspNetCore.Components;
using Platform.Events;
using Platform.Results;

namespace Platform.Web.Workspaces;

/// <summary>A workspace's current state and outputs, kept current.</summary>
public sealed partial class WorkspaceState(PageAction action)
{
    private static readonly StateView Nothing = new() { Resources = 0 };
    private StateView _state = Nothing;

    [Parameter, EditorRequired]
    public WorkspaceView Workspace { get; set; } = default!;

    [Parameter]
    public StateView? Initial { get; set; }

    protected override string Topic => EventTopics.Workspace(Workspace.Id);

    protected override void OnInitialized() => _state = Initial ?? Nothing;

    protected override async Task RefreshAsync() =>
        _state = (await action.AskAsync<ReadStateView, Result<StateView>>(read => read.ExecuteAsync(Workspace.Id, Left))).Value ?? Nothing;
}
