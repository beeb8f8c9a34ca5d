using Microsoft.Extensions.DependencyInjection;
using Platform.Access;
using Platform.Persistence;

namespace Platform.Audit;

/// <summary>Writes an entry of its own, for what no changed row tells: something was read, or was refused.</summary>
internal sealed class WriteEntry(IServiceScopeFactory scopes, RefusalLimit limit, TimeProvider clock)
{
    public async Task ExecuteAsync(Caller caller, Act act, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerAccessor>().Caller = caller;
        var db = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();
        db.AuditEntries.Add(await scope.ServiceProvider.GetRequiredService<NewEntry>().OfAsync(act, cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Writes that something was refused; from who is refused very often, only how often.</summary>
    /// <param name="caller">Who tried.</param>
    /// <param name="source">What tells those who flood apart: the caller, or the address of who is not signed in.</param>
    /// <param name="act">What they tried.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task RefuseAsync(Caller caller, string source, Act act, CancellationToken cancellationToken)
    {
        if (limit.Take(source, caller, act, clock.GetUtcNow()))
        {
            await ExecuteAsync(caller, act with { Outcome = AuditOutcome.Refused }, cancellationToken);
        }
    }
}
