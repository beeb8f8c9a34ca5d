using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Blobs;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;
using Platform.StateVersions.Intake;
using Platform.Workspaces;

namespace Platform.StateVersions;

/// <summary>Makes an earlier state the current one again, or one that came late the current one, as a new version whose serial follows the current one's (protocol.md §8.3).</summary>
internal sealed class RollBackState(
    PlatformDbContext db, Authorizer access, FindWorkspace workspaces, FindStateVersion find, IEncryptedBlobs blobs, CreateStateVersion create)
{
    public async Task<Result<StateVersion>> ExecuteAsync(WorkspaceId workspaceId, StateVersionId id, CancellationToken cancellationToken)
    {
        if (!(await AllowedAsync(workspaceId, cancellationToken)).TryGet(out var workspace, out var refusal)
            || !(await find.ByIdAsync(id, Permission.ReadState, cancellationToken)).TryGet(out var earlier, out refusal))
        {
            return refusal;
        }

        if (earlier.WorkspaceId == workspaceId && earlier.IsDeleted)
        {
            return Refusal.Invalid(earlier.Status == StateVersionStatus.BackingDataSoftDeleted
                ? $"The data of state version {id} was deleted; bring it back first."
                : $"The data of state version {id} was deleted for good.");
        }

        if (earlier.WorkspaceId != workspaceId || !earlier.IsStored)
        {
            return Refusal.Invalid($"State version {id} is not a finished state of this workspace.");
        }

        var serial = await db.StateVersions.Where(s => s.Id == workspace.CurrentStateVersionId).Select(s => s.Serial).FirstOrDefaultAsync(cancellationToken) + 1;
        return await RewriteAsync(earlier, serial, cancellationToken);
    }

    [Answers(201, "state-versions")]
    internal static async Task<IResult> HandleAsync(
        WorkspaceId id, JsonApiRequest<NewState> body, RollBackState rollBack, StateVersionDocuments documents, CancellationToken cancellationToken)
    {
        if (body.Refusal is { } unreadable)
        {
            return JsonApiResults.Refused(unreadable);
        }

        if (!ResourceId.TryParse<StateVersionId>(body.RelatedId("rollback-state-version"), out var earlier))
        {
            return JsonApiResults.Refused(Refusal.Invalid("Name the state version to go back to in the relationship rollback-state-version."));
        }

        return (await rollBack.ExecuteAsync(id, earlier, cancellationToken)).TryGet(out var version, out var refusal)
            ? JsonApiResults.Created(await documents.OfAsync(version, cancellationToken))
            : JsonApiResults.Refused(refusal);
    }

    /// <summary>Going back changes what the next plan sees, so it takes the caller's own lock.</summary>
    private async Task<Result<Workspace>> AllowedAsync(WorkspaceId id, CancellationToken cancellationToken)
    {
        if (!(await workspaces.ByIdAsync(id, cancellationToken)).TryGet(out var workspace, out var refusal))
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

        return workspace.IsLocked ? workspace : Refusal.Conflict("Lock the workspace before you go back to an earlier state.");
    }

    private async Task<Result<StateVersion>> RewriteAsync(StateVersion earlier, long serial, CancellationToken cancellationToken)
    {
        // First where its serial is, then what the bytes with another serial amount to: nothing is ever whole in memory.
        await using var first = await OpenAsync(earlier, cancellationToken);
        var facts = await ReadFactsAsync(first, cancellationToken);
        if (facts.IsEncrypted || facts.SerialAt is not { } place)
        {
            return Refusal.Invalid("This state was encrypted by the engine, so its serial cannot be changed here; download it and push it with -force instead.");
        }

        await using var second = await OpenAsync(earlier, cancellationToken);
        await using var measured = new ReplacedBytes(second, place, serial);
        var changed = await ReadFactsAsync(measured, cancellationToken);

        await using var third = await OpenAsync(earlier, cancellationToken);
        await using var content = new ReplacedBytes(third, place, serial);
        var asked = new NewState { Serial = serial, Lineage = changed.Lineage, Md5 = changed.Md5, Force = true };
        return await create.WithContentAsync(earlier.WorkspaceId, asked, content, cancellationToken);
    }

    private async Task<Stream> OpenAsync(StateVersion version, CancellationToken cancellationToken) =>
        await blobs.OpenReadAsync(version.OrganizationId, BlobName.State(version.Id), cancellationToken)
        ?? throw new InvalidDataException($"The bytes of state version {version.Id} are missing from the blob store.");

    private static async Task<StateFacts> ReadFactsAsync(Stream state, CancellationToken cancellationToken)
    {
        await using var inspected = new InspectedState(state, check: null);
        await inspected.CopyToAsync(Stream.Null, cancellationToken);
        return inspected.Facts;
    }
}
