using Microsoft.EntityFrameworkCore;
using Platform.Results;

namespace Platform.Persistence;

/// <summary>Runs a change as one transaction.</summary>
public static class TransactionExtensions
{
    private const int Attempts = 8;

    extension(PlatformDbContext db)
    {
        /// <summary>Does the work in a transaction, saves and commits it, then does what was left for after the commit.</summary>
        /// <remarks>
        /// A refusal rolls back. When another writer changed a row in between (its revision moved on), the work is done again from the start
        /// with fresh rows, so it must read all that it needs itself and touch nothing but the database.
        /// </remarks>
        public async Task<Result<T>> InTransactionAsync<T>(Func<CancellationToken, Task<Result<T>>> work, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(work);
            if (db.Database.CurrentTransaction is not null)
            {
                return await work(cancellationToken);
            }

            for (var attempt = 1; ; attempt++)
            {
                db.ChangeTracker.Clear();
                db.Leave();
                await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
                Result<T> result;
                try
                {
                    result = await work(cancellationToken);
                    if (result.Refusal is not null)
                    {
                        await transaction.RollbackAsync(cancellationToken);
                        db.ChangeTracker.Clear();
                        db.Leave();
                        return result;
                    }

                    await db.SaveChangesAsync(cancellationToken);
                    await db.WriteAccessRevisionAsync(cancellationToken);
                    await transaction.CommitAsync(cancellationToken);
                }
                catch (DbUpdateConcurrencyException) when (attempt < Attempts)
                {
                    continue;
                }

                foreach (var action in db.TakeAfterCommit())
                {
                    await action(cancellationToken);
                }

                return result;
            }
        }
    }
}
