using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Events;
using Platform.Persistence;
using Platform.Scheduling;

namespace Platform.UnitTests.Scheduling;

[Trait("Needs", "PostgreSQL")]
public sealed class PostgreSqlDoorbellTests : DoorbellConformance, IAsyncDisposable
{
    private readonly List<PostgreSqlEventStream> _streams = [];
    private string? _database;

    [Fact]
    public async Task A_ring_on_a_node_that_carries_out_nothing_fires_on_another_and_only_once()
    {
        var token = TestContext.Current.CancellationToken;
        var notes = new PhaseNotes();
        await using var ringing = await StartNodeAsync(firesPhases: false, notes, token);
        await using var first = await StartNodeAsync(firesPhases: true, notes, token);
        await using var second = await StartNodeAsync(firesPhases: true, notes, token);

        for (var ring = 0; ring < 10; ring++)
        {
            await ringing.RingAsync(true, token);
            await notes.NextAsync(token);
        }

        await ringing.StopAsync(token);
        await first.StopAsync(token);
        await second.StopAsync(token);
        Assert.Equal(0, notes.Waiting);
    }

    [Fact]
    public async Task A_node_that_takes_no_jobs_takes_no_ring_from_one_that_does()
    {
        var token = TestContext.Current.CancellationToken;
        var unable = new PhaseNotes { TakesJobs = false };
        await using var first = await StartNodeAsync(firesPhases: true, unable, token);
        await using var second = await StartNodeAsync(firesPhases: true, token);

        for (var ring = 0; ring < 10; ring++)
        {
            await first.RingAsync(true, token);
            await second.Phases.NextAsync(token);
        }

        Assert.Equal(0, unable.Waiting);
    }

    [Fact]
    public async Task A_ring_whose_transaction_is_still_open_holds_up_no_other_ring_and_no_firing()
    {
        var token = TestContext.Current.CancellationToken;
        await using var node = await StartNodeAsync(firesPhases: true, token);
        await using var scope = node.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();
        await using var open = await db.Database.BeginTransactionAsync(token);
        await node.Services.GetRequiredService<IJobDoorbell>().RingAsync(db, JobId.New(), token);

        await node.RingAsync(true, token);

        await node.Phases.NextAsync(token);
        await open.RollbackAsync(token);
    }

    [Fact]
    public async Task Ringing_again_for_a_job_fires_again_also_while_the_first_firing_runs()
    {
        var token = TestContext.Current.CancellationToken;
        await using var node = await StartNodeAsync(firesPhases: true, token);
        var job = JobId.New();
        var ended = new TaskCompletionSource();
        node.Phases.Work = _ => ended.Task;

        await node.RingAsync(job, true, token);
        await node.Phases.NextAsync(token);
        await node.RingAsync(job, true, token);
        await node.Phases.NextAsync(token);

        ended.SetResult();
    }

    [Fact]
    public async Task What_a_node_had_fired_when_it_was_cut_off_is_fired_on_another()
    {
        var token = TestContext.Current.CancellationToken;
        var never = new TaskCompletionSource();
        await using var living = await StartNodeAsync(firesPhases: false, token);
        await ExecuteAsync("CREATE ROLE doomed SUPERUSER LOGIN", token);
        var database = new NpgsqlConnectionStringBuilder(_database) { Username = "doomed" }.ConnectionString;
        await using var doomed = await StartNodeAsync(firesPhases: true, new PhaseNotes { Work = stopping => never.Task.WaitAsync(stopping) }, database, token);
        await living.RingAsync(true, token);
        await doomed.Phases.NextAsync(token);

        await ExecuteAsync("ALTER ROLE doomed NOLOGIN; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'doomed'", token);
        await using var successor = await StartNodeAsync(firesPhases: true, token);

        Assert.Equal(CallerKind.Platform, await successor.Phases.NextAsync(token));
        await ExecuteAsync("ALTER ROLE doomed LOGIN", token);
    }

    private protected override Task<SchedulingNode> StartNodeAsync(bool firesPhases, CancellationToken cancellationToken) =>
        StartNodeAsync(firesPhases, new PhaseNotes(), cancellationToken);

    private async Task<SchedulingNode> StartNodeAsync(bool firesPhases, PhaseNotes notes, CancellationToken cancellationToken)
    {
        _database ??= await QuartzSchema.CreateDatabaseAsync(cancellationToken);
        return await StartNodeAsync(firesPhases, notes, _database, cancellationToken);
    }

    private async Task<SchedulingNode> StartNodeAsync(bool firesPhases, PhaseNotes notes, string database, CancellationToken cancellationToken)
    {
        var events = new PostgreSqlEventStream(database, TimeProvider.System, NullLogger<PostgreSqlEventStream>.Instance);
        _streams.Add(events);
        await events.StartAsync(cancellationToken);
        return await SchedulingNode.StartAsync(
            new SchedulingSettings
            {
                PostgreSqlConnectionString = database,
                Slots = 2,
                FiresPhases = firesPhases,
                RunsMaintenance = false,
                CheckIn = TimeSpan.FromSeconds(1),
            },
            options => options.UseNpgsql(database),
            events,
            services => services.AddSingleton(notes),
            cancellationToken);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var stream in _streams)
        {
            await stream.DisposeAsync();
        }
    }
}
