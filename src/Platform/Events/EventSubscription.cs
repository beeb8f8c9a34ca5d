namespace Platform.Events;

/// <summary>Remembers whether its topic was announced since it was last asked; several announcements in between count as one.</summary>
public sealed class EventSubscription : IDisposable
{
    private readonly SemaphoreSlim _announced = new(0, 1);
    private readonly Action<EventSubscription> _end;
    private bool _ended;

    internal EventSubscription(string topic, Action<EventSubscription> end)
    {
        Topic = topic;
        _end = end;
    }

    public string Topic { get; }

    /// <summary>Waits for the next announcement; false when none came within <paramref name="limit"/>.</summary>
    public Task<bool> WaitAsync(TimeSpan limit, CancellationToken cancellationToken) => _announced.WaitAsync(limit, cancellationToken);

    internal void Announce()
    {
        lock (_announced)
        {
            if (!_ended && _announced.CurrentCount == 0)
            {
                _announced.Release();
            }
        }
    }

    public void Dispose()
    {
        _end(this);
        lock (_announced)
        {
            // An announcement may be under way on another thread.
            _ended = true;
            _announced.Dispose();
        }
    }
}
