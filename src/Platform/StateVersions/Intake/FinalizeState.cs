using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Contracts.Ids;
using Platform.Events;
using Platform.Persistence;
using Platform.Results;
using Platform.Secrets;
using Platform.Workspaces;

namespace Platform.StateVersions.Intake;

/// <summary>Makes a state version whose bytes are stored durably the workspace's current one, together with its outputs.</summary>
internal sealed class FinalizeState(
    PlatformDbContext db, ISecretBox secrets, IEnumerable<IStateReplaced> listeners, IEventStream events, TimeProvider clock, ILogger<FinalizeState> log)
{
    private const int LongestToolVersion = 60;

    /// <summary>Does it within the caller's transaction; both rows are tracked.</summary>
    public async Task<Result<StateVersion>> ExecuteAsync(Workspace workspace, StateVersion version, StateFacts facts, CancellationToken cancellationToken)
    {
        version.Status = StateVersionStatus.Finalized;
        await FillAsync(version, facts, cancellationToken);
        await ReplaceAsync(workspace, version, cancellationToken);
        workspace.CurrentStateVersionId = version.Id;
        workspace.ResourceCount = facts.Resources.ManagedInstances;
        workspace.UpdatedAt = clock.GetUtcNow();
        foreach (var listener in listeners)
        {
            await listener.ReplacedAsync(workspace, cancellationToken);
        }

        db.AfterCommit(async token =>
        {
            log.StateVersionFinalized(version.Id, version.WorkspaceId, version.Serial, facts.Size);
            await events.PublishAsync(EventTopics.Workspace(workspace.Id), token);
            await events.PublishAsync(EventTopics.Organization(workspace.OrganizationId), token);
        });
        return version;
    }

    /// <summary>Keeps a state that came too late beside the current one, within the caller's transaction.</summary>
    public async Task<Result<StateVersion>> ParkAsync(StateVersion version, StateFacts facts, CancellationToken cancellationToken)
    {
        version.Status = StateVersionStatus.Parked;
        await FillAsync(version, facts, cancellationToken);
        db.AfterCommit(async token =>
        {
            log.StateVersionParked(version.Id, version.WorkspaceId, version.Serial);
            await events.PublishAsync(EventTopics.Workspace(version.WorkspaceId), token);
        });
        return version;
    }

    /// <summary>Marks what was announced and never uploaded as superseded.</summary>
    public Task DiscardPendingAsync(WorkspaceId workspace, CancellationToken cancellationToken) =>
        db.StateVersions.Where(s => s.WorkspaceId == workspace && s.Status == StateVersionStatus.Pending).ExecuteUpdateAsync(
            set => set
                .SetProperty(s => s.Status, StateVersionStatus.Discarded)
                .SetProperty(s => s.DeclaredOutputs, (byte[]?)null)
                .SetProperty(s => s.Revision, s => s.Revision + 1),
            cancellationToken);

    /// <summary>The state that was the current one gets old from now on.</summary>
    private async Task ReplaceAsync(Workspace workspace, StateVersion by, CancellationToken cancellationToken)
    {
        // Where none is the current one a client of the http backend deleted it; the last one was kept, as the only way back.
        var now = clock.GetUtcNow();
        var replaced = workspace.CurrentStateVersionId is { } current
            ? db.StateVersions.Where(s => s.Id == current)
            : db.StateVersions.Where(s => s.WorkspaceId == workspace.Id && s.Status == StateVersionStatus.Finalized && s.UnusedSince == null && s.Id != by.Id);
        await replaced.ExecuteUpdateAsync(
            set => set.SetProperty(s => s.UnusedSince, now).SetProperty(s => s.Revision, s => s.Revision + 1),
            cancellationToken);
    }

    private async Task FillAsync(StateVersion version, StateFacts facts, CancellationToken cancellationToken)
    {
        version.FinalizedAt = clock.GetUtcNow();
        version.Size = facts.Size;
        version.Lineage = facts.Lineage ?? version.Lineage;
        version.ToolVersion = facts.ToolVersion is { Length: <= LongestToolVersion } toolVersion ? toolVersion : null;
        version.FormatVersion = facts.FormatVersion;
        version.ResourcesJson = facts.Resources.Store();
        await AddOutputsAsync(version, await OutputsOfAsync(version, facts, cancellationToken), cancellationToken);
        version.DeclaredOutputs = null;
    }

    private async Task<IEnumerable<StateOutput>> OutputsOfAsync(StateVersion version, StateFacts facts, CancellationToken cancellationToken) =>
        facts.IsEncrypted && version.DeclaredOutputs is { } declared
            ? DeclaredOutputs.Read(await secrets.OpenAsync(version.OrganizationId, version.Id.Value, declared, cancellationToken))
            : facts.Outputs;

    private async Task AddOutputsAsync(StateVersion version, IEnumerable<StateOutput> outputs, CancellationToken cancellationToken)
    {
        // A name that comes twice is one output, with the value that came last, as JSON readers have it.
        foreach (var output in outputs.GroupBy(output => output.Name).Select(group => group.Last()))
        {
            var id = StateVersionOutputId.New();
            db.StateVersionOutputs.Add(new StateVersionOutput
            {
                Id = id,
                StateVersionId = version.Id,
                Name = output.Name,
                IsSensitive = output.IsSensitive,
                Type = OutputType.Of(output),
                DetailedTypeJson = output.TypeJson,
                EncryptedValue = await secrets.SealAsync(version.OrganizationId, id.Value, output.ValueJson ?? StateVersionOutput.TooLarge, cancellationToken),
            });
        }
    }
}
