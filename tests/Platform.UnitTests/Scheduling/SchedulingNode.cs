using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Events;
using Platform.Persistence;
using Platform.Results;
using Platform.Scheduling;

namespace Platform.UnitTests.Scheduling;

/// <summary>A node with the real schedulers, whose phases only note that they were fired.</summary>
internal sealed class SchedulingNode : IAsyncDisposable
{
    private readonly IHost _host;

    private SchedulingNode(IHost host) => _host = host;

    public PhaseNotes Phases => _host.Services.GetRequiredService<PhaseNotes>();

    public IServiceProvider Services => _host.Services;

    public static async Task<SchedulingNode> StartAsync(
        SchedulingSettings settings, Action<DbContextOptionsBuilder> database, IEventStream events, Action<IServiceCollection> more, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddScheduling(settings);
        builder.Services.AddSingleton(events);
        builder.Services.AddScoped<CallerAccessor>();
        builder.Services.AddSingleton<PhaseNotes>();
        builder.Services.AddScoped<IJobRunner, NotingRunner>();
        builder.Services.AddDbContext<PlatformDbContext>(database);
        more(builder.Services);
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new SchedulingNode(host);
    }

    /// <summary>Rings for a new job in a transaction that ends as <paramref name="outcome"/> says.</summary>
    public Task<Result<bool>> RingAsync(Result<bool> outcome, CancellationToken cancellationToken) => RingAsync(JobId.New(), outcome, cancellationToken);

    public async Task<Result<bool>> RingAsync(JobId job, Result<bool> outcome, CancellationToken cancellationToken)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();
        var doorbell = scope.ServiceProvider.GetRequiredService<IJobDoorbell>();
        return await db.InTransactionAsync<bool>(
            async token =>
            {
                await doorbell.RingAsync(db, job, token);
                return outcome;
            },
            cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _host.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}

/// <summary>Every firing of a phase, in order, and what each does while it runs.</summary>
internal sealed class PhaseNotes
{
    private readonly Channel<CallerKind> _fired = Channel.CreateUnbounded<CallerKind>();

    public Func<CancellationToken, Task> Work { get; set; } = _ => Task.CompletedTask;

    public bool TakesJobs { get; init; } = true;

    public int Waiting => _fired.Reader.Count;

    public void Note(CallerKind caller) => _fired.Writer.TryWrite(caller);

    public async Task<CallerKind> NextAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        return await _fired.Reader.ReadAsync(limit.Token);
    }
}

internal sealed class NotingRunner(PhaseNotes notes, CallerAccessor caller) : IJobRunner
{
    public Task<bool> TakesJobsAsync(CancellationToken cancellationToken) => Task.FromResult(notes.TakesJobs);

    public Task RunNextAsync(CancellationToken cancellationToken)
    {
        notes.Note(caller.Caller.Kind);
        return notes.Work(cancellationToken);
    }
}
