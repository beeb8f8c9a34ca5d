using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.Discovery;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;

namespace Platform.StateVersions;

/// <summary>Writes state versions as the wire has them (protocol.md §8.1).</summary>
internal sealed class StateVersionDocuments(PlatformDbContext db, CapabilityUrls capabilities, IPublicAddress address)
{
    /// <summary>The answer to the request that created it: it always says where to upload, since the client uploads in any case.</summary>
    public async Task<Resource> CreatedAsync(StateVersion version, CancellationToken cancellationToken) =>
        Write(version, await OutputIdsAsync(version.Id, cancellationToken), isUploadWanted: true);

    public async Task<Resource> OfAsync(StateVersion version, CancellationToken cancellationToken) =>
        Write(version, await OutputIdsAsync(version.Id, cancellationToken), version.Status == StateVersionStatus.Pending);

    /// <summary>Many at once, with one statement for the outputs of all.</summary>
    public async Task<IReadOnlyList<Resource>> OfAsync(IReadOnlyList<StateVersion> versions, CancellationToken cancellationToken)
    {
        var ids = versions.Select(version => version.Id).ToList();
        var outputs = await db.StateVersionOutputs.Where(o => ids.Contains(o.StateVersionId)).OrderBy(o => o.Name)
            .Select(o => new { o.StateVersionId, o.Id }).ToListAsync(cancellationToken);
        var byVersion = outputs.ToLookup(o => o.StateVersionId, o => o.Id);
        return [.. versions.Select(version => Write(version, byVersion[version.Id], version.Status == StateVersionStatus.Pending))];
    }

    private async Task<IEnumerable<StateVersionOutputId>> OutputIdsAsync(StateVersionId id, CancellationToken cancellationToken) =>
        await db.StateVersionOutputs.Where(o => o.StateVersionId == id).OrderBy(o => o.Name).Select(o => o.Id).ToListAsync(cancellationToken);

    private Resource Write(StateVersion version, IEnumerable<StateVersionOutputId> outputs, bool isUploadWanted)
    {
        var resources = ResourceSummary.Load(version.ResourcesJson);
        return new Resource(
            version.Id.Value,
            "state-versions",
            new StateVersionAttributes(
                version.Status,
                version.Serial,
                version.Size,
                version.CreatedAt,
                version.FinalizedAt,
                Intermediate: false,
                ResourcesProcessed: version.IsStored || version.IsDeleted,
                HostedStateUploadUrl: isUploadWanted ? UploadUrl(StateUploads.State, version) : null,
                HostedJsonStateUploadUrl: isUploadWanted ? UploadUrl(StateUploads.Json, version) : null,
                HostedStateDownloadUrl: new Uri(address.Url, $"/api/v2/state-versions/{version.Id}/download").AbsoluteUri,
                HostedJsonStateDownloadUrl: version.HasJson ? new Uri(address.Url, $"/api/v2/state-versions/{version.Id}/json-download").AbsoluteUri : null,
                StateVersion: version.FormatVersion,
                TerraformVersion: version.ToolVersion,
                Lineage: version.Lineage,
                Modules: resources.Modules,
                Providers: resources.Providers,
                Resources: resources.Resources,
                VcsCommitSha: null,
                VcsCommitUrl: null),
            new Dictionary<string, Relationship>
            {
                ["workspace"] = Relationship.ToOne("workspaces", version.WorkspaceId.Value),
                ["run"] = Relationship.ToOne("runs", version.RunId?.Value),
                ["created-by"] = Relationship.ToOne("users", version.CreatedByUserId?.Value),
                ["outputs"] = Relationship.ToMany("state-version-outputs", version.IsDeleted ? [] : outputs.Select(id => id.Value)),
            },
            new Dictionary<string, string> { ["self"] = $"/api/v2/state-versions/{version.Id}" });
    }

    private string UploadUrl(string purpose, StateVersion version) => capabilities.Make(purpose, version.Id.Value, StateUploads.Lifetime).AbsoluteUri;
}

/// <summary>Attributes of a state version.</summary>
[ResourceType("state-versions")]
internal sealed record StateVersionAttributes(
    StateVersionStatus Status,
    long Serial,
    long? Size,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinalizedAt,
    bool Intermediate,
    bool ResourcesProcessed,
    string? HostedStateUploadUrl,
    string? HostedJsonStateUploadUrl,
    string HostedStateDownloadUrl,
    string? HostedJsonStateDownloadUrl,
    int? StateVersion,
    string? TerraformVersion,
    string? Lineage,
    IReadOnlyDictionary<string, Dictionary<string, int>> Modules,
    IReadOnlyDictionary<string, Dictionary<string, int>> Providers,
    IReadOnlyList<ResourceEntry> Resources,
    string? VcsCommitSha,
    string? VcsCommitUrl);
