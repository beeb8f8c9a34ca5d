using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Agents;
using Platform.Blobs;
using Platform.Contracts.Ids;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.StateVersions.Intake;

/// <summary>Stores a state's bytes, and only when they are durable makes them a workspace's current state (design.md §6).</summary>
internal sealed class StoreState(PlatformDbContext db, IEncryptedBlobs blobs, FinalizeState finalize, TimeProvider clock, ILogger<StoreState> log)
{
    private static Refusal NoLongerWanted { get; } = Refusal.Gone("Another state was announced in the meantime; this upload is no longer wanted.");

    /// <summary>Takes the bytes of an announced state version. The same bytes may come twice, as they do when an answer is lost.</summary>
    public async Task<Result<StateVersion>> ExecuteAsync(StateVersionId id, Stream state, CancellationToken cancellationToken)
    {
        var announced = await db.StateVersions.AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, cancellationToken);
        if (announced is null or { Status: StateVersionStatus.Discarded } or { IsDeleted: true })
        {
            return NoLongerWanted;
        }

        await using var inspected = new InspectedState(state, facts => Match(announced, facts));
        try
        {
            if (announced.Status == StateVersionStatus.Finalized)
            {
                await inspected.CopyToAsync(Stream.Null, cancellationToken);
                return announced;
            }

            await blobs.PutAsync(announced.OrganizationId, BlobName.State(id), inspected, cancellationToken);
        }
        catch (StateRejectedException exception)
        {
            log.StateUploadRefused(id, announced.WorkspaceId, exception.Message);
            return Refusal.Invalid(exception.Message);
        }

        return await db.InTransactionAsync(token => BecomeCurrentAsync(id, inspected.Facts, token), cancellationToken);
    }

    /// <summary>Takes the JSON form that some clients send beside the state; the first one stays.</summary>
    public async Task<Result<Done>> StoreJsonAsync(StateVersionId id, Stream json, CancellationToken cancellationToken)
    {
        var version = await db.StateVersions.AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, cancellationToken);
        if (version is null or { Status: StateVersionStatus.Discarded } or { IsDeleted: true })
        {
            return NoLongerWanted;
        }

        if (!version.HasJson)
        {
            await blobs.PutAsync(version.OrganizationId, BlobName.JsonState(id), json, cancellationToken);

            // Not through the entity: the state's own upload changes the same row at the same time.
            var noted = await db.StateVersions.Where(s => s.Id == id && s.Status != StateVersionStatus.BackingDataPermanentlyDeleted)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.HasJson, true), cancellationToken);
            if (noted == 0)
            {
                await blobs.DeleteAsync(version.OrganizationId, BlobName.JsonState(id), cancellationToken);
                return NoLongerWanted;
            }
        }

        return Done.Value;
    }

    /// <summary>Takes what a run's apply left.</summary>
    public Task<Result<StateVersion>> FromRunAsync(RunState from, Stream state, CancellationToken cancellationToken) =>
        TakeAsync(from, state, (id, facts, token) => AddFromRunAsync(id, from, facts, token), cancellationToken);

    /// <summary>Takes what an apply left whose agent had been given up; once for each run.</summary>
    public Task<Result<StateVersion>> ParkAsync(RunState from, Stream state, CancellationToken cancellationToken) =>
        TakeAsync(from, state, (id, facts, token) => AddParkedAsync(id, from, facts, token), cancellationToken);

    private Task<Result<StateVersion>> TakeAsync(
        RunState from, Stream state, Func<StateVersionId, StateFacts, CancellationToken, Task<Result<StateVersion>>> add, CancellationToken cancellationToken) =>
        TakeAsync(from.Workspace, state, check: null, add, cancellationToken);

    /// <summary>Stores a state that nobody announced and then, in one transaction, does with it what <paramref name="add"/> says.</summary>
    public async Task<Result<StateVersion>> TakeAsync(
        WorkspaceId workspaceId,
        Stream state,
        Action<StateFacts>? check,
        Func<StateVersionId, StateFacts, CancellationToken, Task<Result<StateVersion>>> add,
        CancellationToken cancellationToken)
    {
        var organization = await db.Workspaces.Where(w => w.Id == workspaceId).Select(w => w.OrganizationId).FirstAsync(cancellationToken);
        var id = StateVersionId.New();
        await using var inspected = new InspectedState(state, check);
        try
        {
            await blobs.PutAsync(organization, BlobName.State(id), inspected, cancellationToken);
        }
        catch (StateRejectedException exception)
        {
            log.StateUploadRefused(id, workspaceId, exception.Message);
            return Refusal.Invalid(exception.Message);
        }

        var result = await db.InTransactionAsync(token => add(id, inspected.Facts, token), cancellationToken);
        if (result.Value?.Id != id)
        {
            await blobs.DeleteAsync(organization, BlobName.State(id), cancellationToken);
        }

        return result;
    }

    private static void Match(StateVersion announced, StateFacts facts)
    {
        if (facts.Md5 != announced.Md5)
        {
            throw new StateRejectedException($"The uploaded bytes have MD5 {facts.Md5} and {announced.Md5} was announced; upload the state again.");
        }

        if (facts.Serial is { } serial && serial != announced.Serial)
        {
            throw new StateRejectedException($"The uploaded state has serial {serial} and {announced.Serial} was announced.");
        }

        if (facts.Lineage is { } lineage && !string.IsNullOrEmpty(announced.Lineage) && lineage != announced.Lineage)
        {
            throw new StateRejectedException($"The uploaded state has lineage {lineage} and {announced.Lineage} was announced.");
        }
    }

    private async Task<Result<StateVersion>> BecomeCurrentAsync(StateVersionId id, StateFacts facts, CancellationToken cancellationToken)
    {
        var version = await db.StateVersions.FirstAsync(s => s.Id == id, cancellationToken);
        switch (version.Status)
        {
            case StateVersionStatus.Finalized:
                return version;
            case StateVersionStatus.Discarded or StateVersionStatus.BackingDataSoftDeleted or StateVersionStatus.BackingDataPermanentlyDeleted:
                return NoLongerWanted;
            case StateVersionStatus.Pending:
            default:
                break;
        }

        // What was true when the state was announced need not be true any more.
        var workspace = await db.Workspaces.FirstAsync(w => w.Id == version.WorkspaceId, cancellationToken);
        if (StateRules.CheckLock(workspace, version.CreatedByUserId) is { } locked)
        {
            return locked;
        }

        var current = await CurrentAsync(workspace, cancellationToken);
        return StateRules.Compare(current, version.Serial, facts.Lineage ?? version.Lineage, version.Md5, version.Forced).Refusal is { } conflict
            ? conflict
            : await finalize.ExecuteAsync(workspace, version, facts, cancellationToken);
    }

    private async Task<Result<StateVersion>> AddFromRunAsync(StateVersionId id, RunState from, StateFacts facts, CancellationToken cancellationToken)
    {
        var (workspaceId, run, job, fence, isSnapshot) = from;
        var workspace = await db.Workspaces.FirstAsync(w => w.Id == workspaceId, cancellationToken);

        // Here and not before the upload, which takes its time. Whoever ends the job also lets go of the workspace, whose row both write.
        if (!await db.Jobs.AnyAsync(j => j.Id == job && j.Fence == fence && j.Status == JobStatus.Running, cancellationToken))
        {
            return Refusal.Gone("The job is over or another agent has it.");
        }

        if (workspace.HoldingRunId != run)
        {
            return Refusal.Conflict($"Run {run} no longer holds the workspace, so its state does not become the current one.");
        }

        var current = await CurrentAsync(workspace, cancellationToken);
        var serial = facts.Serial ?? current?.Serial + 1 ?? 0;
        if (isSnapshot && current is not null && current.RunId == run && serial <= current.Serial)
        {
            // The final state came after it.
            return current;
        }

        if (StateRules.Compare(current, serial, facts.Lineage, facts.Md5, forced: true).Kind == VerdictKind.AlreadyCurrent)
        {
            return current!;
        }

        await finalize.DiscardPendingAsync(workspaceId, cancellationToken);
        return await finalize.ExecuteAsync(workspace, await AddAsync(id, workspace, run, serial, facts, cancellationToken), facts, cancellationToken);
    }

    private async Task<Result<StateVersion>> AddParkedAsync(StateVersionId id, RunState from, StateFacts facts, CancellationToken cancellationToken)
    {
        var (workspaceId, run, job, fence, _) = from;
        if (!await db.Jobs.AnyAsync(j => j.Id == job && j.Fence == fence && j.Status == JobStatus.Lost, cancellationToken)
            || await db.StateVersions.AnyAsync(s => s.RunId == run && s.Status == StateVersionStatus.Parked, cancellationToken))
        {
            return Refusal.Gone("The job is over, and what it left is kept already.");
        }

        var workspace = await db.Workspaces.FirstAsync(w => w.Id == workspaceId, cancellationToken);
        var current = await CurrentAsync(workspace, cancellationToken);
        return current?.Md5 == facts.Md5
            ? current
            : await finalize.ParkAsync(await AddAsync(id, workspace, run, facts.Serial ?? current?.Serial + 1 ?? 0, facts, cancellationToken), facts, cancellationToken);
    }

    private async Task<StateVersion> AddAsync(StateVersionId id, Workspace workspace, RunId run, long serial, StateFacts facts, CancellationToken cancellationToken)
    {
        var version = new StateVersion
        {
            Id = id,
            OrganizationId = workspace.OrganizationId,
            WorkspaceId = workspace.Id,
            Serial = serial,
            Md5 = facts.Md5,
            Forced = true,
            RunId = run,
            CreatedByUserId = await db.Runs.Where(r => r.Id == run).Select(r => r.CreatedByUserId).FirstOrDefaultAsync(cancellationToken),
            CreatedAt = clock.GetUtcNow(),
        };
        db.StateVersions.Add(version);
        return version;
    }

    private Task<StateVersion?> CurrentAsync(Workspace workspace, CancellationToken cancellationToken) =>
        db.StateVersions.AsNoTracking().FirstOrDefaultAsync(s => s.Id == workspace.CurrentStateVersionId, cancellationToken);
}
