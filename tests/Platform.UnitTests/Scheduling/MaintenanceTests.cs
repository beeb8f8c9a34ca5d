using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Access;
using Platform.Events;
using Platform.Scheduling;
using Platform.Scheduling.Maintenance;

namespace Platform.UnitTests.Scheduling;

public sealed class MaintenanceTests
{
    [Fact]
    public async Task A_task_runs_at_start_and_again_and_never_beside_itself()
    {
        var token = TestContext.Current.CancellationToken;
        await using var node = await StartAsync(runsMaintenance: true, token);
        var notes = node.Services.GetRequiredService<Notes>();

        await notes.ThreeRuns.Task.WaitAsync(TimeSpan.FromSeconds(20), token);

        Assert.Equal(1, notes.MostAtOnce);
        Assert.Equal(CallerKind.Platform, notes.Caller);
    }

    [Fact]
    public async Task A_task_that_fails_runs_again()
    {
        var token = TestContext.Current.CancellationToken;
        await using var node = await StartAsync(runsMaintenance: true, token);
        var notes = node.Services.GetRequiredService<Notes>();
        notes.Fails = true;

        await notes.ThreeRuns.Task.WaitAsync(TimeSpan.FromSeconds(20), token);
    }

    [Fact]
    public async Task A_node_without_the_scheduler_role_has_no_maintenance_scheduler()
    {
        await using var node = await StartAsync(runsMaintenance: false, TestContext.Current.CancellationToken);

        Assert.Null(node.Services.GetKeyedService<Quartz.IScheduler>(SchedulerNames.Maintenance));
    }

    private static Task<SchedulingNode> StartAsync(bool runsMaintenance, CancellationToken cancellationToken) => SchedulingNode.StartAsync(
        new SchedulingSettings { Slots = 1, FiresPhases = false, RunsMaintenance = runsMaintenance },
        database => database.UseSqlite("Data Source=:memory:"),
        new MemoryEventStream(),
        services => services.AddSingleton<Notes>().AddMaintenance<NotingTask>("noting", TimeSpan.FromMilliseconds(10), oneNodeAtATime: true),
        cancellationToken);

    private sealed class Notes
    {
        public int Runs;
        public int Running;
        public int MostAtOnce;
        public bool Fails;
        public CallerKind Caller;
        public TaskCompletionSource ThreeRuns { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class NotingTask(Notes notes, CallerAccessor caller) : IMaintenanceTask
    {
        public async Task RunAsync(CancellationToken cancellationToken)
        {
            notes.MostAtOnce = Math.Max(notes.MostAtOnce, Interlocked.Increment(ref notes.Running));
            notes.Caller = caller.Caller.Kind;

            // Longer than the interval, so that a run that did not wait for this one would be beside it.
            await Task.Delay(TimeSpan.FromMilliseconds(40), cancellationToken);
            Interlocked.Decrement(ref notes.Running);
            if (Interlocked.Increment(ref notes.Runs) == 3)
            {
                notes.ThreeRuns.SetResult();
            }

            if (notes.Fails)
            {
                throw new InvalidOperationException("This run was asked to fail.");
            }
        }
    }
}
