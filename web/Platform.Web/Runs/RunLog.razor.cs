using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;

namespace Platform.Web.Runs;

/// <summary>Follows the log of a run's plan or apply from where the browser is, until the page is left.</summary>
public sealed partial class RunLog(PageAction action, IJSRuntime browser, TimeProvider clock) : ComponentBase, IAsyncDisposable
{
    /// <summary>How long a lost connection is given before the log is offered again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _left = new();
    private Task _following = Task.CompletedTask;
    private ElementReference _root;

    [Parameter, EditorRequired]
    public RunId Run { get; set; }

    [Parameter, EditorRequired]
    public PhaseKind Phase { get; set; }

    /// <summary>Whether the log still grows: then its end is what is looked at.</summary>
    [Parameter, EditorRequired]
    public bool IsLive { get; set; }

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>Where the whole log can be had as a file.</summary>
    [Parameter, EditorRequired]
    public string Download { get; set; } = "";

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _following = ShowAsync();
        }
    }

    private async Task ShowAsync()
    {
        try
        {
            await using var module = await browser.InvokeAsync<IJSObjectReference>("import", _left.Token, "./_content/Platform.Web/Runs/RunLog.razor.js");
            await using var view = await module.InvokeAsync<IJSObjectReference>("open", _left.Token, _root, IsLive);
            while (!await SendAllAsync(view))
            {
                await Task.Delay(Pause, clock, _left.Token);
            }

            // The view listens to its buttons as long as the page is there.
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, _left.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or JSDisconnectedException && _left.IsCancellationRequested)
        {
            // The page was left.
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone.
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await DispatchExceptionAsync(exception);
        }
    }

    /// <summary>Sends the log from where the browser is; false when the connection was lost on the way.</summary>
    private async Task<bool> SendAllAsync(IJSObjectReference view)
    {
        if (await TryAsync(async () => await view.InvokeAsync<long>("taken", _left.Token)) is not { } from)
        {
            return false;
        }

        var pieces = action.FollowAsync<FollowRunLog, Platform.Runs.Logs.LogPiece>(follow => follow.ExecuteAsync(Run, Phase, from, _left.Token));
        await foreach (var piece in pieces)
        {
            // Awaited, so that a slow browser is sent no more than it takes.
            if (await TryAsync(async () =>
                {
                    await view.InvokeVoidAsync("append", _left.Token, piece.Offset, piece.Bytes.ToArray());
                    return true;
                }) is null)
            {
                return false;
            }
        }

        return await TryAsync(async () =>
        {
            await view.InvokeVoidAsync("end", _left.Token);
            return true;
        }) is not null;
    }

    // While the connection is interrupted, calls fail or time out; it may come back.
    private async Task<T?> TryAsync<T>(Func<Task<T>> call)
        where T : struct
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (exception is InvalidOperationException or OperationCanceledException && !_left.IsCancellationRequested)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync();
        await _following;
        _left.Dispose();
    }
}
