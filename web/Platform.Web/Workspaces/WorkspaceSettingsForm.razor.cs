using Microsoft.AspNetCore.Components;
using Platform.Contracts.Runs;
using Platform.Organizations;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.Web.Workspaces;

/// <summary>A workspace's settings, and its end.</summary>
public sealed partial class WorkspaceSettingsForm(PageAction action, NavigationManager navigation) : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private string? _name;
    private string? _description;
    private string? _tool;
    private string? _version;
    private string? _directory;
    private string? _mode;
    private bool _autoApply;
    private bool _shareState;
    private string? _typed;
    private bool _abandon;
    private string? _refusal;
    private bool _saved;
    private bool _busy;

    [Parameter, EditorRequired]
    public WorkspaceView Initial { get; set; } = default!;

    protected override void OnInitialized()
    {
        _name = Initial.Name;
        _description = Initial.Description;
        _tool = Initial.Tool == ToolName.Tofu ? "tofu" : "terraform";
        _version = Initial.ToolVersion;
        _directory = Initial.WorkingDirectory;
        _mode = ModeOf(Initial);
        _autoApply = Initial.AutoApply;
        _shareState = Initial.GlobalRemoteState;
    }

    private static Dictionary<string, object> Labelled(string name) => new() { ["aria-label"] = name };

    private static string ModeOf(WorkspaceView view) => view.ExecutionMode == ExecutionMode.Local ? "local" : "remote";

    private async Task SaveAsync()
    {
        var settings = new WorkspaceSettings
        {
            Name = new(true, _name),
            Description = new(true, _description ?? ""),
            Tool = new(true, _tool),
            TerraformVersion = new(true, string.IsNullOrWhiteSpace(_version) ? "latest" : _version.Trim()),
            WorkingDirectory = new(true, _directory ?? ""),
            // What is only shown, and not chosen, is not made the workspace's own: its project may decide it.
            ExecutionMode = _mode == ModeOf(Initial) ? default : new(true, _mode),
            AutoApply = new(true, _autoApply),
            GlobalRemoteState = new(true, _shareState),
        };
        _busy = true;
        var answer = await action.AskAsync<UpdateWorkspace, Result<WorkspaceDetails>>(
            update => update.ExecuteAsync(Initial.Id, new WorkspaceChanges(settings), _left.Token));
        _busy = false;
        _refusal = answer.Refusal?.Message;
        _saved = _refusal is null;
        if (answer.TryGet(out var details, out _) && details.Workspace.Name != Initial.Name)
        {
            // The address of the page has the name in it.
            navigation.NavigateTo($"/app/{details.OrganizationName}/workspaces/{details.Workspace.Name}/settings", forceLoad: true);
        }
    }

    private async Task DeleteAsync()
    {
        _busy = true;
        var answer = await action.AskAsync<DeleteWorkspace, Result<Done>>(delete => delete.ExecuteAsync(Initial.Id, _abandon, _left.Token));
        _busy = false;
        _saved = false;
        _refusal = answer.Refusal?.Message;
        if (_refusal is null)
        {
            navigation.NavigateTo($"/app/{Initial.Organization}/workspaces", forceLoad: true);
        }
    }

    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }
}
