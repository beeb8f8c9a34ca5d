using Microsoft.AspNetCore.Components;
using Platform.Events;

namespace Platform.Web.Display;

/// <summary>A part of a page that reads its rows again whenever its topic is announced, until the page is left.</summary>
public abstract class LiveComponent : ComponentBase, IAsyncDisposable
{
    // A reader cannot follow faster changes, and a busy organization announces many.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(150);

    private readonly CancellationTokenSource _left = new();
    private Task _following = Task.CompletedTask;

    [Inject]
    private IEventStream Events { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    /// <summary>Canceled when the page is left.</summary>
    protected CancellationToken Left => _left.Token;

    /// <summary>What to listen to.</summary>
    protected abstract string Topic { get; }

    /// <summary>An announcement is a hint that may be lost, so the rows are read now and then without one.</summary>
    protected virtual TimeSpan LongestWait => TimeSpan.FromSeconds(20);

    /// <summary>Reads the rows again.</summary>
    protected abstract Task RefreshAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        // Only the interactive part gets here; the first, static rendering does not.
        if (firstRender)
        {
            _following = FollowAsync();
        }
    }

    private async Task FollowAsync()
    {
        try
        {
            using var changes = Events.Subscribe(Topic);
            while (true)
            {
                // At once too: something may have changed between the static rendering and the subscription.
                await InvokeAsync(async () =>
                {
                    await RefreshAsync();
                    StateHasChanged();
                });
                await Task.Delay(ShortestPause, Clock, Left);
                await changes.WaitAsync(LongestWait, Left);
            }
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested)
        {
            // The page was left.
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await DispatchExceptionAsync(exception);
        }
    }

    /// <summary>Stops listening.</summary>
    protected virtual async ValueTask StopAsync()
    {
        await _left.CancelAsync();
        await _following;
        _left.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        GC.SuppressFinalize(this);
    }
}
