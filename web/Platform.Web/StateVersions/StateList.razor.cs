using Microsoft.AspNetCore.Components;
using Platform.Contracts.Ids;
using Platform.Events;
using Platform.Results;
using Platform.StateVersions;
using Platform.Web.Workspaces;

namespace Platform.Web.StateVersions;

/// <summary>A workspace's states, kept current. An earlier one, or one that came late, is made current after a second word.</summary>
public sealed partial class StateList(PageAction action)
{
    private StateRows _states = default!;
    private StateVersionId? _asked;
    private string? _refusal;
    private bool _busy;
    private int _limit;

    [Parameter, EditorRequired]
    public WorkspaceView Workspace { get; set; } = default!;

    [Parameter, EditorRequired]
    public StateRows Initial { get; set; } = default!;

    [Parameter, EditorRequired]
    public int PageSize { get; set; }

    protected override string Topic => EventTopics.Workspace(Workspace.Id);

    protected override void OnInitialized()
    {
        _states = Initial;
        _limit = PageSize;
    }

    protected override async Task RefreshAsync()
    {
        var answer = await action.AskAsync<ReadStateRows, Result<StateRows>>(read => read.ExecuteAsync(Workspace.Id, _limit, Left));
        _states = answer.Value ?? new StateRows([], 0, MayRead: false, MayAdopt: false);
    }

    private async Task AdoptAsync(StateVersionId id)
    {
        _busy = true;
        try
        {
            var answer = await action.AskAsync<AdoptState, Result<StateVersion>>(adopt => adopt.ExecuteAsync(Workspace.Id, id, Left));
            _refusal = answer.Refusal?.Message;
            _asked = null;
            await RefreshAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private Task MoreAsync()
    {
        _limit += PageSize;
        return RefreshAsync();
    }
}
