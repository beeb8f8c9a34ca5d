using Platform.Events;

namespace Platform.UnitTests.Events;

public sealed class MemoryEventStreamTests : EventStreamConformance
{
    private protected override Task<(IEventStream Here, IEventStream There)> StartAsync(CancellationToken cancellationToken)
    {
        var stream = new MemoryEventStream();
        return Task.FromResult<(IEventStream, IEventStream)>((stream, stream));
    }
}
