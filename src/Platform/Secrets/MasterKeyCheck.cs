using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Persistence;

namespace Platform.Secrets;

/// <summary>At start: makes the first master key of a new installation, and of an old one makes sure that every master key in use is there.</summary>
internal sealed class MasterKeyCheck(IServiceScopeFactory scopes, IMasterKeys master) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();
        var ids = await db.DataKeys.Select(k => k.MasterKeyId).Distinct().ToListAsync(cancellationToken);
        if (ids.Count == 0)
        {
            // The first key binds the database to this master key, so that no node brings another one before there is an organization.
            _ = await scope.ServiceProvider.GetRequiredService<DataKeys>().NewestAsync(DataKeys.Site, cancellationToken);
            return;
        }

        foreach (var id in ids)
        {
            var key = await db.DataKeys.AsNoTracking().OrderBy(k => k.OrganizationId).FirstAsync(k => k.MasterKeyId == id, cancellationToken);
            _ = await master.UnwrapAsync(new WrappedKey(id, key.WrappedKey), DataKeys.ContextOf(key), cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
