using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Platform.Events;

/// <summary>Announces within this process.</summary>
internal sealed class MemoryEventStream : IEventStream
{
    private readonly ConcurrentDictionary<string, ImmutableList<EventSubscription>> _subscriptions = new(StringComparer.Ordinal);

    public Task PublishAsync(string topic, CancellationToken cancellationToken)
    {
        Announce(topic);
        return Task.CompletedTask;
    }

    public EventSubscription Subscribe(string topic)
    {
        var subscription = new EventSubscription(topic, End);
        _subscriptions.AddOrUpdate(topic, [subscription], (_, others) => others.Add(subscription));
        return subscription;
    }

    internal void Announce(string topic)
    {
        if (_subscriptions.TryGetValue(topic, out var subscriptions))
        {
            foreach (var subscription in subscriptions)
            {
                subscription.Announce();
            }
        }
    }

    /// <summary>Tells every listener to look, when announcements may have been lost.</summary>
    internal void AnnounceAll()
    {
        foreach (var topic in _subscriptions.Keys)
        {
            Announce(topic);
        }
    }

    private void End(EventSubscription subscription)
    {
        var left = _subscriptions.AddOrUpdate(subscription.Topic, [], (_, others) => others.Remove(subscription));
        if (left.IsEmpty)
        {
            _subscriptions.TryRemove(KeyValuePair.Create(subscription.Topic, left));
        }
    }
}
