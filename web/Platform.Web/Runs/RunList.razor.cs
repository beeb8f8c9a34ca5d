using Microsoft.AspNetCore.Components;
using Platform.Contracts.Runs;
using Platform.Events;
using Platform.Results;
using Platform.Web.Workspaces;

namespace Platform.Web.Runs;

/// <summary>A workspace's runs, kept current.</summary>
public sealed partial class RunList(PageAction action)
{
    private RunRows _runs = default!;
    private int _limit;

    [Parameter, EditorRequired]
    public WorkspaceView Workspace { get; set; } = default!;

    [Parameter, EditorRequired]
    public RunRows Initial { get; set; } = default!;

    [Parameter, EditorRequired]
    public int PageSize { get; set; }

    protected override string Topic => EventTopics.Workspace(Workspace.Id);

    private string Commands => Workspace.Tool == ToolName.Tofu ? "tofu init\ntofu plan" : "terraform init\nterraform plan";

    protected override void OnInitialized()
    {
        _runs = Initial;
        _limit = PageSize;
    }

    protected override async Task RefreshAsync()
    {
        var answer = await action.AskAsync<ReadRunRows, Result<RunRows>>(read => read.ExecuteAsync(Workspace.Id, _limit, Left));
        _runs = answer.Value ?? new RunRows([], 0);
    }

    private Task MoreAsync()
    {
        _limit += PageSize;
        return RefreshAsync();
    }
}
