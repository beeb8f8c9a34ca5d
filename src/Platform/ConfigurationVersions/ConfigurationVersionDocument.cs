using System.Text.Json.Serialization;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;

namespace Platform.ConfigurationVersions;

/// <summary>A configuration version as its caller may see it.</summary>
/// <param name="Configuration">The row.</param>
/// <param name="UploadUrl">Where to upload it; only while it is pending, and only for who may.</param>
public sealed record ConfigurationVersionDetails(ConfigurationVersion Configuration, Uri? UploadUrl);

/// <summary>How a configuration version reads on the wire (protocol.md §7.1).</summary>
internal static class ConfigurationVersionDocument
{
    public static Resource Of(ConfigurationVersionDetails details)
    {
        var configuration = details.Configuration;
        return new Resource(
            configuration.Id.Value,
            "configuration-versions",
            new ConfigurationVersionAttributes
            {
                Status = configuration.Status,
                Speculative = configuration.Speculative,
                Provisional = configuration.Provisional,
                AutoQueueRuns = configuration.AutoQueueRuns,
                Source = configuration.Source,
                Error = configuration.Status == ConfigurationVersionStatus.Errored ? "invalid-archive" : null,
                ErrorMessage = configuration.ErrorMessage,
                UploadUrl = details.UploadUrl?.AbsoluteUri,
                CreatedAt = configuration.CreatedAt,
                StatusTimestamps = new StatusTimestamps(configuration.UploadedAt),
            },
            new Dictionary<string, Relationship>
            {
                ["workspace"] = Relationship.ToOne("workspaces", configuration.WorkspaceId.Value),
                ["ingress-attributes"] = Relationship.Nothing,
            },
            Links(configuration.Id, configuration.Status));
    }

    private static Dictionary<string, string> Links(ConfigurationVersionId id, ConfigurationVersionStatus status)
    {
        var links = new Dictionary<string, string> { ["self"] = $"/api/v2/configuration-versions/{id}" };
        if (status == ConfigurationVersionStatus.Uploaded)
        {
            links["download"] = $"/api/v2/configuration-versions/{id}/download";
        }

        return links;
    }

    [ResourceType("configuration-versions")]
    private sealed record ConfigurationVersionAttributes
    {
        public required ConfigurationVersionStatus Status { get; init; }
        public required bool Speculative { get; init; }
        public required bool Provisional { get; init; }
        public required bool AutoQueueRuns { get; init; }
        public required string Source { get; init; }
        public required string? Error { get; init; }
        public required string? ErrorMessage { get; init; }
        public required string? UploadUrl { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }
        public required StatusTimestamps StatusTimestamps { get; init; }
        public IReadOnlyList<string> ChangedFiles => [];
    }

    private sealed record StatusTimestamps(
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? UploadedAt);
}
