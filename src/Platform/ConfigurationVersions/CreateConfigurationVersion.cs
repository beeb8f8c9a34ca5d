using Microsoft.AspNetCore.Http;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Discovery;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.ConfigurationVersions;

/// <summary>What a caller may say about a configuration version.</summary>
public sealed record ConfigurationVersionSettings
{
    public bool? AutoQueueRuns { get; init; }
    public bool? Speculative { get; init; }
    public bool? Provisional { get; init; }
}

/// <summary>Announces a configuration and hands out the address to upload it to.</summary>
public sealed class CreateConfigurationVersion(PlatformDbContext db, Authorizer access, FindWorkspace find, CapabilityUrls urls, TimeProvider clock)
{
    public Task<Result<ConfigurationVersionDetails>> ExecuteAsync(
        WorkspaceId workspaceId, ConfigurationVersionSettings settings, string source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return db.InTransactionAsync<ConfigurationVersionDetails>(
            async inner =>
            {
                if (!(await find.ByIdAsync(workspaceId, inner)).TryGet(out var workspace, out var refusal))
                {
                    return refusal;
                }

                var speculative = settings.Speculative ?? false;
                if (!await access.CanAsync(speculative ? Permission.QueuePlans : Permission.QueueApplies, workspace, inner))
                {
                    return Refusal.Forbidden(speculative ? "You may see this workspace but not plan in it." : "You may see this workspace but not change what it manages.");
                }

                var configuration = new ConfigurationVersion
                {
                    Id = ConfigurationVersionId.New(),
                    OrganizationId = workspace.OrganizationId,
                    WorkspaceId = workspace.Id,
                    Speculative = speculative,
                    Provisional = settings.Provisional ?? false,
                    AutoQueueRuns = settings.AutoQueueRuns ?? true,
                    Source = source,
                    CreatedByUserId = access.Caller.UserId,
                    CreatedAt = clock.GetUtcNow(),
                };
                db.ConfigurationVersions.Add(configuration);
                return new ConfigurationVersionDetails(configuration, urls.ForUpload(configuration.Id));
            },
            cancellationToken);
    }

    internal static async Task<IResult> HandleAsync(
        WorkspaceId id,
        HttpRequest http,
        JsonApiRequest<ConfigurationVersionSettings> body,
        CreateConfigurationVersion create,
        CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await create.ExecuteAsync(id, body.Attributes, SourceOf(http), cancellationToken))
                .ToHttp(details => JsonApiResults.Created(ConfigurationVersionDocument.Of(details)));

    /// <summary>Only the headers tell a command line from a script, and its two backends apart (protocol.md §3.1).</summary>
    private static string SourceOf(HttpRequest http) =>
        !http.Headers.ContainsKey("Terraform-Version") ? "tfe-api"
        : http.Headers["X-Terraform-Integration"] == "cloud" ? "terraform+cloud"
        : "terraform";
}
