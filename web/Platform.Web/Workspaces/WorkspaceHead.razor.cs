using Microsoft.AspNetCore.Components;
using Platform.Events;
using Platform.Results;
using Platform.Workspaces;
using Platform.Workspaces.Locks;

namespace Platform.Web.Workspaces;

/// <summary>A workspace's name and lock, above all of its pages.</summary>
public sealed partial class WorkspaceHead(PageAction action)
{
    private WorkspaceView _view = default!;
    private bool _asksReason;
    private string? _reason;
    private string? _refusal;

    [Parameter, EditorRequired]
    public WorkspaceView Initial { get; set; } = default!;

    protected override string Topic => EventTopics.Workspace(Initial.Id);

    protected override void OnInitialized() => _view = Initial;

    protected override async Task RefreshAsync()
    {
        var answer = await action.AskAsync<ReadWorkspaceView, Result<WorkspaceView>>(read => read.ByIdAsync(Initial.Id, Left));
        if (answer.TryGet(out var view, out var refusal))
        {
            _view = view;
        }
        else
        {
            _refusal = refusal.Message;
        }
    }

    private async Task LockAsync()
    {
        var answer = await action.AskAsync<LockWorkspace, Result<WorkspaceDetails>>(@lock => @lock.ExecuteAsync(Initial.Id, _reason, Left));
        _refusal = answer.Refusal?.Message;
        _asksReason = false;
        await RefreshAsync();
    }

    private async Task UnlockAsync(bool force)
    {
        var answer = await action.AskAsync<UnlockWorkspace, Result<WorkspaceDetails>>(unlock => unlock.ExecuteAsync(Initial.Id, force, Left));
        _refusal = answer.Refusal?.Message;
        await RefreshAsync();
    }
}
