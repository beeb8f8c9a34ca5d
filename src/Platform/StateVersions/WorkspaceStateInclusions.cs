using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.StateVersions.Outputs;
using Platform.Workspaces;
using Platform.Workspaces.Inclusions;

namespace Platform.StateVersions;

/// <summary>Shows the current state version beside a workspace, to who may read the state.</summary>
internal sealed class CurrentStateInclusion(PlatformDbContext db, StateVersionDocuments documents) : IWorkspaceInclusion
{
    public string Name => "current-state-version";

    public async Task<IReadOnlyList<Resource>> LoadAsync(IReadOnlyList<WorkspaceDetails> workspaces, CancellationToken cancellationToken)
    {
        var ids = workspaces.Where(w => w.Permissions.Contains(Permission.ReadState)).Select(w => w.Workspace.CurrentStateVersionId).OfType<StateVersionId>().ToArray();
        return await documents.OfAsync(await db.StateVersions.AsNoTracking().Where(s => ids.Contains(s.Id)).ToListAsync(cancellationToken), cancellationToken);
    }
}

/// <summary>Shows the outputs of the current state beside a workspace, without the sensitive values.</summary>
internal sealed class OutputInclusion(PlatformDbContext db, ReadOutputs outputs) : IWorkspaceListInclusion
{
    public string Name => "outputs";

    /// <summary>The wire has a type of its own for outputs that stand beside a workspace.</summary>
    public string Type => "workspace-outputs";

    public async Task<ILookup<WorkspaceId, Resource>> LoadAsync(IReadOnlyList<WorkspaceDetails> workspaces, CancellationToken cancellationToken)
    {
        var ids = workspaces.Where(w => w.Permissions.Contains(Permission.ReadStateOutputs)).Select(w => w.Workspace.CurrentStateVersionId).OfType<StateVersionId>().ToArray();
        var versions = await db.StateVersions.AsNoTracking().Where(s => ids.Contains(s.Id)).ToListAsync(cancellationToken);
        return (await outputs.AllAsync(versions, cancellationToken)).ToLookup(found => found.Workspace, found => Document(found.Output));
    }

    private Resource Document(OutputValue value) => new(
        value.Output.Id.Value,
        Type,
        new OutputAttributes(value.Output.Name, value.Output.IsSensitive, value.Output.Type, value.Output.IsSensitive ? null : value.Value));

    [ResourceType("workspace-outputs")]
    private sealed record OutputAttributes(string Name, bool Sensitive, string OutputType, JsonElement? Value);
}
