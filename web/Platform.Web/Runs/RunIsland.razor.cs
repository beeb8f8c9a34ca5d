using Microsoft.AspNetCore.Components;
using Platform.Events;
using Platform.Results;
using Platform.Runs;

namespace Platform.Web.Runs;

/// <summary>A run's page, kept current, with what its reader may do to it.</summary>
public sealed partial class RunIsland(PageAction action)
{
    // While a tool is being stopped, the moment from which force is allowed comes without an announcement.
    private static readonly TimeSpan WaitWhileStopping = TimeSpan.FromSeconds(2);

    private RunView _run = default!;
    private string? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public RunView Initial { get; set; } = default!;

    // What is clicked or typed before the circuit is there would be lost.
    private bool IsBusy => _busy || !RendererInfo.IsInteractive;

    protected override string Topic => EventTopics.Run(Initial.Id);

    protected override TimeSpan LongestWait => _run.IsStopping ? WaitWhileStopping : base.LongestWait;

    protected override void OnInitialized() => _run = Initial;

    protected override async Task RefreshAsync()
    {
        var answer = await action.AskAsync<ReadRunView, Result<RunView>>(read => read.ExecuteAsync(Initial.Id, Left));
        if (answer.TryGet(out var run, out var refusal))
        {
            _run = run;
        }
        else
        {
            _refusal = refusal.Message;
        }
    }

    private Task ConfirmAsync(string? comment) => ActAsync<ConfirmRun>(confirm => confirm.ExecuteAsync(Initial.Id, comment, Left));

    private Task DiscardAsync(string? comment) => ActAsync<DiscardRun>(discard => discard.ExecuteAsync(Initial.Id, comment, Left));

    private Task CancelAsync() => ActAsync<CancelRun>(cancel => cancel.ExecuteAsync(Initial.Id, null, Left));

    private Task ForceCancelAsync() => ActAsync<ForceCancelRun>(cancel => cancel.ExecuteAsync(Initial.Id, null, Left));

    private async Task ActAsync<TAction>(Func<TAction, Task<Result<Run>>> act)
        where TAction : notnull
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            _refusal = (await action.AskAsync(act)).Refusal?.Message;
            await RefreshAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
