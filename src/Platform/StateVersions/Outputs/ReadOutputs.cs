using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Persistence;
using Platform.Results;
using Platform.Secrets;
using Platform.StateVersions.Intake;

namespace Platform.StateVersions.Outputs;

/// <summary>An output with its value, which is null when it is too large to be shown.</summary>
public sealed record OutputValue(StateVersionOutput Output, JsonElement? Value);

/// <summary>Reads the outputs of state versions, decrypted.</summary>
public sealed class ReadOutputs(PlatformDbContext db, Authorizer access, ISecretBox secrets)
{
    internal static readonly JsonSerializerOptions Deep = new() { MaxDepth = StateReader.DeepestNesting };

    /// <summary>All outputs of a version that the caller may read, by name.</summary>
    public async Task<IReadOnlyList<OutputValue>> AllAsync(StateVersion version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(version);
        var outputs = await db.StateVersionOutputs.AsNoTracking().Where(o => o.StateVersionId == version.Id).OrderBy(o => o.Name).ToListAsync(cancellationToken);
        return await OpenAsync(version.OrganizationId, outputs, cancellationToken);
    }

    /// <summary>All outputs of several versions that the caller may read, by name, in one query.</summary>
    public async Task<IReadOnlyList<(WorkspaceId Workspace, OutputValue Output)>> AllAsync(IReadOnlyList<StateVersion> versions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(versions);
        var ids = versions.Where(version => !version.IsDeleted).Select(version => version.Id).ToArray();
        var outputs = (await db.StateVersionOutputs.AsNoTracking().Where(o => ids.Contains(o.StateVersionId)).OrderBy(o => o.Name).ToListAsync(cancellationToken))
            .ToLookup(o => o.StateVersionId);
        var found = new List<(WorkspaceId, OutputValue)>();
        foreach (var version in versions)
        {
            found.AddRange((await OpenAsync(version.OrganizationId, [.. outputs[version.Id]], cancellationToken)).Select(output => (version.WorkspaceId, output)));
        }

        return found;
    }

    /// <summary>One page of the outputs of a version that the caller may read, by name.</summary>
    public async Task<IReadOnlyList<OutputValue>> PageAsync(StateVersion version, int skip, int take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(version);
        var outputs = await db.StateVersionOutputs.AsNoTracking().Where(o => o.StateVersionId == version.Id).OrderBy(o => o.Name).Skip(skip).Take(take).ToListAsync(cancellationToken);
        return await OpenAsync(version.OrganizationId, outputs, cancellationToken);
    }

    public Task<int> CountAsync(StateVersion version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(version);
        return db.StateVersionOutputs.CountAsync(o => o.StateVersionId == version.Id, cancellationToken);
    }

    /// <summary>One output, if the caller may read outputs of its workspace.</summary>
    public async Task<Result<OutputValue>> OneAsync(StateVersionOutputId id, CancellationToken cancellationToken)
    {
        var found = await (
            from output in db.StateVersionOutputs.AsNoTracking()
            join version in db.StateVersions.AsNoTracking() on output.StateVersionId equals version.Id
            join workspace in db.Workspaces.AsNoTracking() on version.WorkspaceId equals workspace.Id
            where output.Id == id
            select new { output, version, workspace }).FirstOrDefaultAsync(cancellationToken);
        if (found is null or { version.IsDeleted: true } || !await access.CanAsync(Permission.ReadStateOutputs, found.workspace, cancellationToken))
        {
            return Refusal.NotFound($"output {id}");
        }

        return (await OpenAsync(found.workspace.OrganizationId, [found.output], cancellationToken))[0];
    }

    private async Task<List<OutputValue>> OpenAsync(
        OrganizationId organization, List<StateVersionOutput> outputs, CancellationToken cancellationToken)
    {
        var values = new List<OutputValue>(outputs.Count);
        foreach (var output in outputs)
        {
            var json = await secrets.OpenAsync(organization, output.Id.Value, output.EncryptedValue, cancellationToken);
            values.Add(new OutputValue(output, json.Length == 0 ? null : JsonSerializer.Deserialize<JsonElement>(json, Deep)));
        }

        return values;
    }
}
