using Microsoft.AspNetCore.Components;
using Platform.Events;
using Platform.Results;

namespace Platform.Web.Workspaces;

/// <summary>The list of an organization's workspaces, kept current.</summary>
public sealed partial class WorkspaceTable
{
    internal const int PageSize = 100;

    private WorkspaceRows _rows = default!;
    private string _search = "";
    private int _limit = PageSize;

    [Parameter, EditorRequired]
    public WorkspaceRows Initial { get; set; } = default!;

    /// <summary>The host that a configuration names.</summary>
    [Parameter, EditorRequired]
    public string Address { get; set; } = "";

    [Parameter]
    public string? Search { get; set; }

    protected override string Topic => EventTopics.Organization(Initial.OrganizationId);

    protected override void OnInitialized()
    {
        _rows = Initial;
        _search = Search ?? "";
    }

    protected override async Task RefreshAsync()
    {
        var asked = _search;
        var answer = await Action.AskAsync<ReadWorkspaceRows, Result<WorkspaceRows>>(
            read => read.ExecuteAsync(Initial.OrganizationId.Value, asked, _limit, Left));

        // Somebody who types fast has asked for something else by now, which is answered on its own.
        if (asked == _search)
        {
            // Nothing to see any more: an empty list says so without saying why.
            _rows = answer.Value ?? Initial with { Rows = [], Matching = 0, All = 0 };
        }
    }

    private static string Escape(string segment) => Uri.EscapeDataString(segment);

    private string PathOf(WorkspaceRow row) => $"/app/{Escape(_rows.Organization)}/workspaces/{Escape(row.Name)}";

    private Task TypedAsync(ChangeEventArgs typed)
    {
        _search = typed.Value as string ?? "";
        return RefreshAsync();
    }

    private Task SearchAsync() => RefreshAsync();

    private Task ClearAsync()
    {
        _search = "";
        return RefreshAsync();
    }

    private Task MoreAsync()
    {
        _limit += PageSize;
        return RefreshAsync();
    }
}
