using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Identity.Tokens;

/// <summary>The tokens with which the tool inside a run's sandbox reads from the platform (<see cref="TokenRoutes"/>).</summary>
public sealed class RunTokens(PlatformDbContext db, TokenLookup lookup, TimeProvider clock)
{
    /// <summary>Makes a token for a phase of the run; it is stored with whatever else the context saves next.</summary>
    /// <param name="lifetime">A bound in case nobody revokes it: the longest that the phase may take.</param>
    public IssuedToken Issue(RunId run, TimeSpan lifetime)
    {
        var now = clock.GetUtcNow();
        var issued = IssuedToken.ForRun(run, now, now + lifetime);
        db.ApiTokens.Add(issued.Token);
        return issued;
    }

    /// <summary>Ends the run's tokens, within the transaction that ends its phase if there is one.</summary>
    public async Task RevokeAsync(RunId run, CancellationToken cancellationToken)
    {
        await db.ApiTokens.Where(t => t.RunId == run).ExecuteDeleteAsync(cancellationToken);
        if (db.Database.CurrentTransaction is null)
        {
            lookup.Forget();
        }
        else
        {
            db.AfterCommit(_ =>
            {
                lookup.Forget();
                return Task.CompletedTask;
            });
        }
    }
}
