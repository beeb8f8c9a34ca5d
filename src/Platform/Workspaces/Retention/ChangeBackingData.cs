using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Events;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Workspaces.Retention;

/// <summary>Deletes the bytes of one thing, so that they can be brought back for a while, brings them back, or deletes them for good.</summary>
internal sealed class ChangeBackingData<T>(PlatformDbContext db, Authorizer access, BackingData<T> data, IEventStream events, ILogger<ChangeBackingData<T>> log)
    where T : class, IHasBackingData
{
    /// <param name="find">Finds it for a caller who may see it, tracked.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<Result<T>> DeleteAsync(Func<CancellationToken, Task<Result<T>>> find, CancellationToken cancellationToken) => ChangeAsync(
        find,
        async (row, inner) =>
        {
            if (row.DataStatus != BackingDataStatus.Stored)
            {
                return Refusal.Conflict($"Only {data.NameOfStored} can be deleted, and this one is {data.Describe(row)}.");
            }

            if (await WhyAsync(row, inner) is { } refusal)
            {
                return refusal;
            }

            data.Delete(row);
            return row;
        },
        row => log.DataDeleted(data.Name, data.IdOf(row), row.WorkspaceId, Who),
        cancellationToken);

    /// <inheritdoc cref="DeleteAsync"/>
    public Task<Result<T>> RestoreAsync(Func<CancellationToken, Task<Result<T>>> find, CancellationToken cancellationToken) => ChangeAsync(
        find,
        (row, _) =>
        {
            if (row.DataStatus != BackingDataStatus.SoftDeleted)
            {
                return Task.FromResult<Result<T>>(Refusal.Conflict($"Only a {data.Name} that was deleted and not yet for good can be brought back, and this one is {data.Describe(row)}."));
            }

            data.Restore(row);
            return Task.FromResult<Result<T>>(row);
        },
        row => log.DataRestored(data.Name, data.IdOf(row), row.WorkspaceId, Who),
        cancellationToken);

    /// <inheritdoc cref="DeleteAsync"/>
    public Task<Result<T>> DeleteForGoodAsync(Func<CancellationToken, Task<Result<T>>> find, CancellationToken cancellationToken) => ChangeAsync(
        find,
        async (row, inner) =>
        {
            if (row.DataStatus != BackingDataStatus.SoftDeleted)
            {
                return Refusal.Conflict($"Only a {data.Name} that was deleted before can be deleted for good, and this one is {data.Describe(row)}.");
            }

            if (await WhyAsync(row, inner) is { } refusal)
            {
                return refusal;
            }

            await data.DeleteForGoodAsync(row, inner);
            return row;
        },
        row => log.DataDeletedForGood(data.Name, data.IdOf(row), row.WorkspaceId, Who),
        cancellationToken);

    private string Who => access.Caller.UserId?.Value ?? access.Caller.Kind.ToString();

    private async Task<Refusal?> WhyAsync(T row, CancellationToken cancellationToken) => (await data.ReasonsToStayAsync(row.WorkspaceId, cancellationToken))(row);

    private async Task<Result<T>> ChangeAsync(
        Func<CancellationToken, Task<Result<T>>> find, Func<T, CancellationToken, Task<Result<T>>> change, Action<T> note, CancellationToken cancellationToken)
    {
        var result = await db.InTransactionAsync<T>(
            async inner =>
            {
                if (!(await find(inner)).TryGet(out var row, out var refusal))
                {
                    return refusal;
                }

                // As TFE has it: who administers one workspace says how long its history is kept, and owners take single parts out of it.
                if (!await access.CanAsync(Permission.ManageOrganization, row.OrganizationId, inner))
                {
                    return Refusal.Forbidden($"You may see this {data.Name}, but only who manages the organization may delete its data or bring it back.");
                }

                db.AfterCommit(token => events.PublishAsync(EventTopics.Workspace(row.WorkspaceId), token));
                return await change(row, inner);
            },
            cancellationToken);
        if (result.Value is { } changed)
        {
            note(changed);
        }

        return result;
    }
}
