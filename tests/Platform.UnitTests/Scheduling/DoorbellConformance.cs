using Platform.Access;
using Platform.Results;

namespace Platform.UnitTests.Scheduling;

/// <summary>What a ring must do on every database.</summary>
public abstract class DoorbellConformance
{
    private protected abstract Task<SchedulingNode> StartNodeAsync(bool firesPhases, CancellationToken cancellationToken);

    [Fact]
    public async Task A_committed_ring_fires_a_phase_as_the_platform_itself()
    {
        var token = TestContext.Current.CancellationToken;
        await using var node = await StartNodeAsync(firesPhases: true, token);

        await node.RingAsync(true, token);

        Assert.Equal(CallerKind.Platform, await node.Phases.NextAsync(token));
    }

    [Fact]
    public async Task A_ring_that_is_rolled_back_fires_nothing()
    {
        var token = TestContext.Current.CancellationToken;
        await using var node = await StartNodeAsync(firesPhases: true, token);

        await node.RingAsync(Refusal.Conflict("no"), token);
        await node.RingAsync(true, token);

        // The committed ring came later; had the first one been kept, it would have fired before or beside it.
        await node.Phases.NextAsync(token);
        await node.StopAsync(token);
        Assert.Equal(0, node.Phases.Waiting);
    }

    [Fact]
    public async Task Each_of_many_rings_at_once_fires()
    {
        var token = TestContext.Current.CancellationToken;
        await using var node = await StartNodeAsync(firesPhases: true, token);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => node.RingAsync(true, token)));

        for (var fired = 0; fired < 20; fired++)
        {
            await node.Phases.NextAsync(token);
        }
    }

    [Fact]
    public async Task No_more_phases_run_at_once_than_there_are_slots()
    {
        var token = TestContext.Current.CancellationToken;
        await using var node = await StartNodeAsync(firesPhases: true, token);
        var running = 0;
        var most = 0;
        node.Phases.Work = async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
        };

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => node.RingAsync(true, token)));
        for (var fired = 0; fired < 20; fired++)
        {
            await node.Phases.NextAsync(token);
        }

        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task A_phase_that_runs_when_the_node_stops_is_told_so_and_no_other_is_fired()
    {
        var token = TestContext.Current.CancellationToken;
        await using var node = await StartNodeAsync(firesPhases: true, token);
        var told = new TaskCompletionSource();
        node.Phases.Work = async stopping =>
        {
            await Task.Delay(Timeout.Infinite, stopping).ContinueWith(_ => told.TrySetResult(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        };
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => node.RingAsync(true, token)));
        await node.Phases.NextAsync(token);
        await node.Phases.NextAsync(token);

        await node.StopAsync(token);

        Assert.True(told.Task.IsCompletedSuccessfully);
        Assert.Equal(0, node.Phases.Waiting);
    }
}
