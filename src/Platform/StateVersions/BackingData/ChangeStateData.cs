using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Events;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.StateVersions.BackingData;

/// <summary>Deletes the bytes of an earlier state, so that they can be brought back for a while, brings them back, or deletes them for good.</summary>
internal sealed class ChangeStateData(
    PlatformDbContext db, Authorizer access, FindStateVersion find, StateData data, IEventStream events, ILogger<ChangeStateData> log)
{
    public Task<Result<StateVersion>> DeleteAsync(StateVersionId id, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            async (version, inner) =>
            {
                if (version.Status != StateVersionStatus.Finalized)
                {
                    return Refusal.Conflict($"Only a finalized state can be deleted, and this one is {Words(version.Status)}.");
                }

                if ((await data.KeptAsync(version.WorkspaceId, inner)).Why(version) is { } refusal)
                {
                    return refusal;
                }

                data.Delete(version);
                return null;
            },
            version => log.StateDeleted(version.Id, version.WorkspaceId, Who),
            cancellationToken);

    public Task<Result<StateVersion>> RestoreAsync(StateVersionId id, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            (version, _) =>
            {
                if (version.Status != StateVersionStatus.BackingDataSoftDeleted)
                {
                    return Task.FromResult<Refusal?>(Refusal.Conflict($"Only a state that was deleted and not yet for good can be brought back, and this one is {Words(version.Status)}."));
                }

                data.Restore(version);
                return Task.FromResult<Refusal?>(null);
            },
            version => log.StateRestored(version.Id, version.WorkspaceId, Who),
            cancellationToken);

    public Task<Result<StateVersion>> DeleteForGoodAsync(StateVersionId id, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            async (version, inner) =>
            {
                if (version.Status != StateVersionStatus.BackingDataSoftDeleted)
                {
                    return Refusal.Conflict($"Only a state that was deleted before can be deleted for good, and this one is {Words(version.Status)}.");
                }

                if ((await data.KeptAsync(version.WorkspaceId, inner)).Why(version) is { } refusal)
                {
                    return refusal;
                }

                await data.DeleteForGoodAsync(version, inner);
                return null;
            },
            version => log.StateDeletedForGood(version.Id, version.WorkspaceId, Who),
            cancellationToken);

    public static async Task<IResult> HandleDeleteAsync(StateVersionId id, ChangeStateData change, StateVersionDocuments documents, CancellationToken cancellationToken) =>
        await AnswerAsync(await change.DeleteAsync(id, cancellationToken), documents, cancellationToken);

    public static async Task<IResult> HandleRestoreAsync(StateVersionId id, ChangeStateData change, StateVersionDocuments documents, CancellationToken cancellationToken) =>
        await AnswerAsync(await change.RestoreAsync(id, cancellationToken), documents, cancellationToken);

    public static async Task<IResult> HandleDeleteForGoodAsync(StateVersionId id, ChangeStateData change, StateVersionDocuments documents, CancellationToken cancellationToken) =>
        await AnswerAsync(await change.DeleteForGoodAsync(id, cancellationToken), documents, cancellationToken);

    private static async Task<IResult> AnswerAsync(Result<StateVersion> result, StateVersionDocuments documents, CancellationToken cancellationToken) =>
        result.TryGet(out var version, out var refusal) ? JsonApiResults.Ok(await documents.OfAsync(version, cancellationToken)) : JsonApiResults.Refused(refusal);

    private async Task<Result<StateVersion>> ChangeAsync(
        StateVersionId id, Func<StateVersion, CancellationToken, Task<Refusal?>> change, Action<StateVersion> note, CancellationToken cancellationToken)
    {
        var result = await db.InTransactionAsync<StateVersion>(
            async inner =>
            {
                if ((await find.ByIdAsync(id, Permission.ReadState, inner)).Refusal is { } refusal)
                {
                    return refusal;
                }

                // As TFE has it: who administers one workspace says how long its history is kept, and owners take single states out of it.
                var version = await db.StateVersions.FirstAsync(s => s.Id == id, inner);
                if (!await access.CanAsync(Permission.ManageOrganization, version.OrganizationId, inner))
                {
                    return Refusal.Forbidden("You may read this state, but only who manages the organization may delete its data or bring it back.");
                }

                db.AfterCommit(token => events.PublishAsync(EventTopics.Workspace(version.WorkspaceId), token));
                return await change(version, inner) is { } refused ? refused : version;
            },
            cancellationToken);
        if (result.Value is { } changed)
        {
            note(changed);
        }

        return result;
    }

    private string Who => access.Caller.UserId?.Value ?? access.Caller.Kind.ToString();

    private static string Words(StateVersionStatus status) => status switch
    {
        StateVersionStatus.Pending => "not uploaded yet",
        StateVersionStatus.Finalized => "not deleted",
        StateVersionStatus.Discarded => "discarded",
        StateVersionStatus.Parked => "kept beside the current one until somebody has looked at it",
        StateVersionStatus.BackingDataSoftDeleted => "deleted already",
        StateVersionStatus.BackingDataPermanentlyDeleted => "deleted for good",
    };
}
