using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Secrets;

/// <summary>Makes a new master key (or takes the newest from the settings) and wraps every data key with it. Nothing else is encrypted again.</summary>
/// <remarks>The old master key stays until all nodes and backups that need it are gone; removing it is the administrator's step.</remarks>
public sealed class RotateMasterKey(PlatformDbContext db, IMasterKeys master, CallerAccessor accessor, ILogger<RotateMasterKey> log)
{
    private const int Batch = 100;

    /// <summary>How many data keys were wrapped anew.</summary>
    public async Task<Result<int>> ExecuteAsync(CancellationToken cancellationToken)
    {
        if (accessor.Caller is not ({ IsSiteAdministrator: true } or { Kind: CallerKind.Platform }))
        {
            return Refusal.Forbidden("Only an administrator of the site may rotate the master key.");
        }

        var newest = await master.AdvanceAsync(cancellationToken);
        var rewrapped = 0;
        while (true)
        {
            var result = await db.InTransactionAsync(token => RewrapAsync(newest, token), cancellationToken);
            if (!result.TryGet(out var count, out var refusal))
            {
                return refusal;
            }

            rewrapped += count;
            if (count < Batch)
            {
                log.MasterKeyRotated(newest, rewrapped);
                return rewrapped;
            }
        }
    }

    private async Task<Result<int>> RewrapAsync(string newest, CancellationToken cancellationToken)
    {
        var keys = await db.DataKeys.Where(k => k.MasterKeyId != newest).OrderBy(k => k.OrganizationId).Take(Batch).ToListAsync(cancellationToken);
        foreach (var key in keys)
        {
            var context = DataKeys.ContextOf(key);
            var plain = await master.UnwrapAsync(new WrappedKey(key.MasterKeyId, key.WrappedKey), context, cancellationToken);
            var wrapped = await master.WrapAsync(plain, context, cancellationToken);
            (key.MasterKeyId, key.WrappedKey) = (wrapped.MasterKeyId, wrapped.Bytes);
        }

        return keys.Count;
    }
}
