using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Platform.Results;

namespace Platform.Web.Workspaces;

/// <summary>A page of one workspace; there is none for who may not see it.</summary>
public abstract class WorkspacePageBase : ComponentBase
{
    [Inject]
    protected PageAction Action { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Parameter]
    public string Organization { get; set; } = "";

    [Parameter]
    public string Workspace { get; set; } = "";

    [CascadingParameter]
    protected HttpContext Http { get; set; } = default!;

    /// <summary>The workspace, once it was read.</summary>
    protected WorkspaceView? View { get; private set; }

    protected override async Task OnInitializedAsync()
    {
        var answer = await Action.AskAsync<ReadWorkspaceView, Result<WorkspaceView>>(
            read => read.ByNameAsync(Organization, Workspace, Http.RequestAborted));
        if (!answer.TryGet(out var view, out _))
        {
            Navigation.NotFound();
            return;
        }

        await ReadAsync(view);
        View = view;
    }

    /// <summary>Reads what else the page shows.</summary>
    protected virtual Task ReadAsync(WorkspaceView view) => Task.CompletedTask;
}
