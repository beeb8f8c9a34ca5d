using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Platform.Contracts.Ids;
using Platform.Events;
using Platform.Persistence;
using Platform.Scheduling;
using Platform.UnitTests.Persistence;

namespace Platform.UnitTests.Scheduling;

[Trait("Needs", "postgresql")]
public sealed class PostgreSqlDoorbellTests(PostgreSqlServer server) : DoorbellConformance, IAsyncDisposable
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

    private protected override Task<SchedulingNode> StartNodeAsync(bool firesPhases, CancellationToken cancellationToken) =>
        StartNodeAsync(firesPhases, new PhaseNotes(), cancellationToken);

    private async Task<SchedulingNode> StartNodeAsync(bool firesPhases, PhaseNotes notes, CancellationToken cancellationToken)
    {
        if (_database is null)
        {
            _database = await server.CreateDatabaseAsync(cancellationToken);
            await using var connection = new NpgsqlConnection(_database);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand(EmbeddedScript.Read(System.Reflection.Assembly.Load("Platform.Migrations.PostgreSql"), "0002_Quartz.sql"), connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        var events = new PostgreSqlEventStream(_database, TimeProvider.System, NullLogger<PostgreSqlEventStream>.Instance);
        _streams.Add(events);
        await events.StartAsync(cancellationToken);
        return await SchedulingNode.StartAsync(
            new SchedulingSettings { PostgreSqlConnectionString = _database, Slots = 2, FiresPhases = firesPhases, RunsMaintenance = false },
            database => database.UseNpgsql(_database),
            events,
            services => services.AddSingleton(notes),
            cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var stream in _streams)
        {
            await stream.DisposeAsync();
        }
    }
}
