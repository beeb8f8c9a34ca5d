namespace Platform.Events;

/// <summary>Tells listeners on every node that something changed. A hint, never the truth: a listener reads the rows.</summary>
/// <remarks>Two implementations: in memory for one process, PostgreSQL's LISTEN and NOTIFY for many.</remarks>
public interface IEventStream
{
    /// <summary>Announces that what <paramref name="topic"/> names has changed, for example a run's id or a phase's id.</summary>
    Task PublishAsync(string topic, CancellationToken cancellationToken);

    /// <summary>Starts to listen at once; the subscription is over when it is disposed.</summary>
    EventSubscription Subscribe(string topic);
}
