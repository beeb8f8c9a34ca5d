using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.Secrets;
using Platform.StateVersions.Intake;
using Platform.Workspaces;

namespace Platform.StateVersions;

/// <summary>Announces a new state, whose bytes are uploaded next or came with the request (protocol.md §8.1).</summary>
internal sealed class CreateStateVersion(
    PlatformDbContext db,
    Authorizer access,
    FindWorkspace workspaces,
    ISecretBox secrets,
    FinalizeState finalize,
    StoreState store,
    TimeProvider clock)
{
    /// <summary>Creates it, or returns the current one when it has the very same bytes.</summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="asked">What the request says.</param>
    /// <param name="runId">The run that the client says it works for.</param>
    /// <param name="isCloudBlock">The client's configuration has a <c>cloud</c> block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<StateVersion>> ExecuteAsync(
        WorkspaceId workspaceId, NewState asked, string? runId, bool isCloudBlock, CancellationToken cancellationToken)
    {
        if (!(await CompleteAsync(asked, cancellationToken)).TryGet(out var complete, out var refusal)
            || !(await db.InTransactionAsync(token => AnnounceAsync(workspaceId, complete, runId, isCloudBlock, token), cancellationToken)).TryGet(out var version, out refusal))
        {
            return refusal;
        }

        if (asked.State is null || version.Status != StateVersionStatus.Pending)
        {
            return version;
        }

        using var state = new MemoryStream(asked.State, writable: false);
        var stored = await store.ExecuteAsync(version.Id, state, cancellationToken);
        if (stored.Refusal is null && asked.JsonState is { } json)
        {
            using var jsonState = new MemoryStream(json, writable: false);
            await store.StoreJsonAsync(version.Id, jsonState, cancellationToken);
        }

        return stored;
    }

    /// <summary>Takes a state that the platform itself has made.</summary>
    public async Task<Result<StateVersion>> WithContentAsync(WorkspaceId workspaceId, NewState asked, Stream content, CancellationToken cancellationToken) =>
        (await db.InTransactionAsync(token => AnnounceAsync(workspaceId, asked, runId: null, isCloudBlock: false, token), cancellationToken)).TryGet(out var version, out var refusal)
            ? await store.ExecuteAsync(version.Id, content, cancellationToken)
            : refusal;

    /// <summary>Makes the state that a run's apply left the workspace's current one. The run holds the workspace.</summary>
    /// <remarks>Whatever its serial: the run alone could write since it planned, and what its tool wrote describes what exists.</remarks>
    public Task<Result<StateVersion>> FromRunAsync(RunState from, Stream state, CancellationToken cancellationToken) =>
        store.FromRunAsync(from, state, cancellationToken);

    /// <summary>Keeps what an apply left whose agent had been given up beside the current state (design.md §6).</summary>
    public Task<Result<StateVersion>> ParkAsync(RunState from, Stream state, CancellationToken cancellationToken) =>
        store.ParkAsync(from, state, cancellationToken);

    internal static async Task<IResult> HandleAsync(
        WorkspaceId id,
        JsonApiRequest<NewState> body,
        HttpContext http,
        CreateStateVersion create,
        StateVersionDocuments documents,
        CancellationToken cancellationToken)
    {
        http.OfferSnapshots();
        if (body.Refusal is { } unreadable)
        {
            return JsonApiResults.Refused(unreadable);
        }

        var isCloudBlock = http.Request.Headers["X-Terraform-Integration"] == "cloud";
        return (await create.ExecuteAsync(id, body.Attributes, body.RelatedId("run"), isCloudBlock, cancellationToken)).TryGet(out var version, out var refusal)
            ? JsonApiResults.Created(await documents.CreatedAsync(version, cancellationToken))
            : JsonApiResults.Refused(refusal);
    }

    private static async Task<Result<NewState>> CompleteAsync(NewState asked, CancellationToken cancellationToken)
    {
        if (asked.State is { } bytes)
        {
            // Serial, lineage and digest may be left out by those who send the state itself.
            using var source = new MemoryStream(bytes, writable: false);
            await using var inspected = new InspectedState(source, check: null);
            try
            {
                await inspected.CopyToAsync(Stream.Null, cancellationToken);
            }
            catch (StateRejectedException exception)
            {
                return Refusal.Invalid(exception.Message, "state");
            }

            var facts = inspected.Facts;
            asked = asked with { Serial = asked.Serial ?? facts.Serial, Lineage = asked.Lineage ?? facts.Lineage, Md5 = asked.Md5 ?? facts.Md5 };
        }

        asked = asked with { Md5 = asked.Md5?.ToLowerInvariant() };
        return Check(asked) is { } refusal ? refusal : asked;
    }

    private static Refusal? Check(NewState asked)
    {
        if (asked.Serial is null or < 0)
        {
            return Refusal.Invalid("serial must be a whole number, 0 or greater.", "serial");
        }

        if (asked.Md5 is not { Length: 32 } || asked.Md5.AsSpan().ContainsAnyExcept(NewState.HexDigits))
        {
            return Refusal.Invalid("md5 must be the MD5 of the state's bytes, as 32 hexadecimal digits.", "md5");
        }

        try
        {
            _ = asked.JsonStateOutputs is { Length: > 0 } outputs ? DeclaredOutputs.Read(outputs) : [];
        }
        catch (JsonException exception)
        {
            return Refusal.Invalid($"json-state-outputs is not what it should be: {exception.Message}", "json-state-outputs");
        }

        return AttributeText.Check(asked.Lineage ?? "", StateFacts.LongestLineage, "lineage");
    }

    private async Task<Result<StateVersion>> AnnounceAsync(
        WorkspaceId workspaceId, NewState asked, string? runId, bool isCloudBlock, CancellationToken cancellationToken)
    {
        if (!(await workspaces.ByIdAsync(workspaceId, cancellationToken)).TryGet(out var workspace, out var refusal))
        {
            return refusal;
        }

        if (!await access.CanAsync(Permission.WriteState, workspace, cancellationToken))
        {
            return Refusal.Forbidden("You may see this workspace but not write its state.");
        }

        if (StateRules.CheckLock(workspace, access.Caller.UserId) is { } locked)
        {
            return locked;
        }

        if (!(await FindRunAsync(workspaceId, runId, cancellationToken)).TryGet(out var run, out refusal))
        {
            return refusal;
        }

        var current = await db.StateVersions.AsNoTracking().FirstOrDefaultAsync(s => s.Id == workspace.CurrentStateVersionId, cancellationToken);

        // The cloud block loses the force flag of `state push -force` on its way (protocol.md §4.9); who holds the lock has been asked by the client already.
        var ownsLock = workspace.LockedByUserId is { } owner && owner == access.Caller.UserId;
        var forced = asked.Force || (isCloudBlock && ownsLock && asked.Lineage == current?.Lineage);
        var verdict = StateRules.Compare(current, asked.Serial!.Value, asked.Lineage, asked.Md5!, forced);
        if (verdict.Refusal is { } conflict)
        {
            return conflict;
        }

        if (verdict.Kind == VerdictKind.AlreadyCurrent)
        {
            return current!;
        }

        await finalize.DiscardPendingAsync(workspaceId, cancellationToken);
        return await AddAsync(workspace, asked, forced, run.Value, cancellationToken);
    }

    private async Task<StateVersion> AddAsync(Workspace workspace, NewState asked, bool forced, RunId? run, CancellationToken cancellationToken)
    {
        var id = StateVersionId.New();
        var version = new StateVersion
        {
            Id = id,
            OrganizationId = workspace.OrganizationId,
            WorkspaceId = workspace.Id,
            Serial = asked.Serial!.Value,
            Lineage = asked.Lineage,
            Md5 = asked.Md5!,
            Forced = forced,
            RunId = run,
            CreatedByUserId = access.Caller.UserId,
            CreatedAt = clock.GetUtcNow(),
            DeclaredOutputs = asked.JsonStateOutputs is { Length: > 0 } outputs
                ? await secrets.SealAsync(workspace.OrganizationId, id.Value, outputs, cancellationToken)
                : null,
        };
        db.StateVersions.Add(version);
        return version;
    }

    private async Task<Result<FoundRun>> FindRunAsync(WorkspaceId workspace, string? runId, CancellationToken cancellationToken)
    {
        if (runId is null)
        {
            return new FoundRun(null);
        }

        return ResourceId.TryParse<RunId>(runId, out var run) && await db.Runs.AnyAsync(r => r.Id == run && r.WorkspaceId == workspace, cancellationToken)
            ? new FoundRun(run)
            : Refusal.Invalid($"There is no run {runId} in this workspace.");
    }

    private sealed record FoundRun(RunId? Value);
}
