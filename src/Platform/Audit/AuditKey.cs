using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Contracts.Ids;
using Platform.Secrets;

namespace Platform.Audit;

/// <summary>The key of the audit trail, wrapped by the master key: who can write the database but has not that cannot make an entry that holds.</summary>
internal sealed class AuditKey(DataKeys keys)
{
    /// <summary>Its owner among the data keys. No organization has such a short id.</summary>
    private static readonly OrganizationId Owner = new("org-audit");

    public async ValueTask<byte[]> FindAsync(CancellationToken cancellationToken) => (await keys.NewestAsync(Owner, cancellationToken)).Bytes;
}

/// <summary>Makes the key before the first request, so that no change waits for it.</summary>
internal sealed class AuditKeyStart(IServiceScopeFactory scopes) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        _ = await scope.ServiceProvider.GetRequiredService<AuditKey>().FindAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
