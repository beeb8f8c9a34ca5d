using Platform.Events;

namespace Platform.UnitTests.Events;

/// <summary>What every event stream must do, between the nodes that share it.</summary>
public abstract class EventStreamConformance
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AtOnce = TimeSpan.Zero;

    /// <summary>A node that publishes and a node that listens; the same one where there is only one.</summary>
    private protected abstract Task<(IEventStream Here, IEventStream There)> StartAsync(CancellationToken cancellationToken);

    [Fact]
    public async Task An_announcement_is_heard_by_every_listener_of_its_topic()
    {
        var token = TestContext.Current.CancellationToken;
        var (here, there) = await StartAsync(token);
        using var first = here.Subscribe("run-1");
        using var second = there.Subscribe("run-1");
        using var third = there.Subscribe("run-1");

        await here.PublishAsync("run-1", token);

        Assert.True(await first.WaitAsync(Limit, token));
        Assert.True(await second.WaitAsync(Limit, token));
        Assert.True(await third.WaitAsync(Limit, token));
    }

    [Fact]
    public async Task A_listener_hears_nothing_of_other_topics()
    {
        var token = TestContext.Current.CancellationToken;
        var (here, there) = await StartAsync(token);
        using var other = there.Subscribe("run-1");
        using var own = there.Subscribe("run-10");

        await here.PublishAsync("run-10", token);

        Assert.True(await own.WaitAsync(Limit, token));
        Assert.False(await other.WaitAsync(AtOnce, token));
    }

    [Fact]
    public async Task Announcements_that_nobody_waited_for_count_as_one()
    {
        var token = TestContext.Current.CancellationToken;
        var (here, there) = await StartAsync(token);
        using var listener = there.Subscribe("run-1");
        using var last = there.Subscribe("last");

        await here.PublishAsync("run-1", token);
        await here.PublishAsync("run-1", token);
        await here.PublishAsync("run-1", token);
        await here.PublishAsync("last", token);

        Assert.True(await last.WaitAsync(Limit, token));
        Assert.True(await listener.WaitAsync(Limit, token));
        Assert.False(await listener.WaitAsync(AtOnce, token));
    }

    [Fact]
    public async Task A_listener_that_is_gone_does_not_keep_others_from_hearing()
    {
        var token = TestContext.Current.CancellationToken;
        var (here, there) = await StartAsync(token);
        using var listener = there.Subscribe("run-1");
        there.Subscribe("run-1").Dispose();

        await here.PublishAsync("run-1", token);

        Assert.True(await listener.WaitAsync(Limit, token));
    }

    [Fact]
    public async Task Many_topics_announced_at_once_are_all_heard()
    {
        var token = TestContext.Current.CancellationToken;
        var (here, there) = await StartAsync(token);
        var listeners = Enumerable.Range(0, 500).Select(n => there.Subscribe($"log:plan-{n}")).ToArray();

        await Parallel.ForEachAsync(listeners, token, async (listener, stop) => await here.PublishAsync(listener.Topic, stop));

        foreach (var listener in listeners)
        {
            Assert.True(await listener.WaitAsync(Limit, token), listener.Topic);
            listener.Dispose();
        }
    }
}
