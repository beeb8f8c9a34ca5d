using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.StateVersions.Intake;
using Platform.Workspaces;

namespace Platform.StateVersions.HttpBackend;

/// <summary>Takes a new state from a client of the <c>http</c> backend, by the same rules as from any other.</summary>
internal sealed class WriteHttpState(PlatformDbContext db, Authorizer access, FindWorkspace workspaces, StoreState store, FinalizeState finalize, TimeProvider clock)
{
    /// <summary>Takes it.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="lockId">The lock that the client says it holds; null: it says nothing.</param>
    /// <param name="md5">Digest of the bytes in base64, where the client sends one.</param>
    /// <param name="content">The state.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<StateVersion>> ExecuteAsync(Workspace workspace, string? lockId, string? md5, Stream content, CancellationToken cancellationToken)
    {
        // Asked again in the transaction; here so that nobody sends 100 MB for nothing.
        if (await RefuseAsync(workspace, lockId, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        return await store.TakeAsync(workspace.Id, content, facts => Match(facts, md5), (id, facts, inner) => AddAsync(id, workspace.Id, lockId, facts, inner), cancellationToken);
    }

    public static async Task<IResult> HandleAsync(
        string organization, string workspace, HttpRequest http, FindWorkspace workspaces, WriteHttpState write, PlatformDbContext db, CancellationToken cancellationToken)
    {
        if (!(await workspaces.ByNameAsync(organization, workspace, cancellationToken)).TryGet(out var found, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        try
        {
            var lockId = SearchText.Of(http.Query["ID"]);
            var written = await write.ExecuteAsync(found, lockId, SearchText.Of(http.Headers[HeaderNames.ContentMD5]), http.Body, cancellationToken);
            return written.Refusal switch
            {
                null => TypedResults.Ok(),
                { Kind: RefusalKind.Conflict } when found.IsLocked && HttpLock.Check(found, lockId) is not null => await HttpLock.LockedAsync(db, found, organization, cancellationToken),
                var other => JsonApiResults.Refused(other),
            };
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return JsonApiResults.Refused(Refusal.TooLarge($"A state must be smaller than {StateUploads.MaxBytes / (1024 * 1024)} MiB."));
        }
    }

    /// <summary>Why the caller may not write the workspace's state, or null.</summary>
    internal async Task<Refusal?> RefuseAsync(Workspace workspace, string? lockId, CancellationToken cancellationToken) =>
        !await access.CanAsync(Permission.WriteState, workspace, cancellationToken)
            ? Refusal.Forbidden("You may see this workspace but not write its state.")
            : StateRules.CheckLock(workspace, access.Caller.UserId) ?? HttpLock.Check(workspace, lockId);

    private static void Match(StateFacts facts, string? md5)
    {
        if (md5 is not null && md5 != Convert.ToBase64String(Convert.FromHexString(facts.Md5)))
        {
            throw new StateRejectedException("The bytes that came have another MD5 than the one that Content-MD5 names; send the state again.");
        }

        if (facts.Serial is null or < 0)
        {
            throw new StateRejectedException("This is not a state: it has no serial.");
        }
    }

    private async Task<Result<StateVersion>> AddAsync(StateVersionId id, WorkspaceId workspaceId, string? lockId, StateFacts facts, CancellationToken cancellationToken)
    {
        if (!(await workspaces.ByIdAsync(workspaceId, cancellationToken)).TryGet(out var workspace, out var refusal))
        {
            return refusal;
        }

        if (await RefuseAsync(workspace, lockId, cancellationToken) is { } refused)
        {
            return refused;
        }

        var current = await db.StateVersions.AsNoTracking().FirstOrDefaultAsync(s => s.Id == workspace.CurrentStateVersionId, cancellationToken);

        // This protocol has no word for force; who holds the lock has been asked by the client already.
        var forced = lockId is not null && facts.Lineage == current?.Lineage;
        var verdict = StateRules.Compare(current, facts.Serial!.Value, facts.Lineage, facts.Md5, forced);
        if (verdict.Refusal is { } conflict)
        {
            return conflict;
        }

        if (verdict.Kind == VerdictKind.AlreadyCurrent)
        {
            return current!;
        }

        var version = new StateVersion
        {
            Id = id,
            OrganizationId = workspace.OrganizationId,
            WorkspaceId = workspace.Id,
            Serial = facts.Serial.Value,
            Lineage = facts.Lineage,
            Md5 = facts.Md5,
            Forced = forced,
            CreatedByUserId = access.Caller.UserId,
            CreatedAt = clock.GetUtcNow(),
        };
        db.StateVersions.Add(version);
        await finalize.DiscardPendingAsync(workspaceId, cancellationToken);
        return await finalize.ExecuteAsync(workspace, version, facts, cancellationToken);
    }
}
