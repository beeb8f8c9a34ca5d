using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Identity.Tokens;

/// <summary>Writes down when tokens were last used: once a minute, and beside the requests instead of within them.</summary>
public sealed class TokenUse(IServiceScopeFactory scopes, TimeProvider clock, ILogger<TokenUse> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<ApiTokenId, DateTimeOffset> _used = new();

    internal void Note(ApiToken token, DateTimeOffset now)
    {
        // A run's token lives for minutes and nobody asks when it was used.
        if (token.Kind != ApiTokenKind.Run && !(now - token.LastUsedAt < Interval))
        {
            _used[token.Id] = now;
        }
    }

    internal async Task WriteAsync(CancellationToken cancellationToken)
    {
        var used = _used.ToArray();
        if (used.Length == 0)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (var (id, at) in used)
        {
            await db.ApiTokens.Where(t => t.Id == id).ExecuteUpdateAsync(set => set.SetProperty(t => t.LastUsedAt, at), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        foreach (var written in used)
        {
            // Kept when the token was used again in the meantime.
            _used.TryRemove(written);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await NextAsync(timer, stoppingToken))
        {
            try
            {
                await WriteAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The database may be away for a while; what was noted is written the next time.
                log.TokenUseNotWritten(exception);
            }
        }
    }

    private static async ValueTask<bool> NextAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
