using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Platform.Access;
using Platform.Blobs;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Results;
using Platform.StateVersions.Intake;

namespace Platform.StateVersions;

/// <summary>Lists the managed resources of a workspace's current state (protocol.md §8.3), read from the state itself.</summary>
/// <remarks>An encrypted state shows none. When a resource was made, and by which version, a state does not say.</remarks>
internal sealed class ListResources(FindStateVersion find, IEncryptedBlobs blobs)
{
    public async Task<Result<IReadOnlyList<StateInstance>>> ExecuteAsync(WorkspaceId id, CancellationToken cancellationToken)
    {
        if ((await find.WorkspaceAsync(id, Permission.ReadState, cancellationToken)).Refusal is { } refusal)
        {
            return refusal;
        }

        if (!(await find.CurrentAsync(id, Permission.ReadState, cancellationToken)).TryGet(out var current, out _))
        {
            return Array.Empty<StateInstance>();
        }

        await using var state = await blobs.OpenReadAsync(current.OrganizationId, BlobName.State(current.Id), cancellationToken)
            ?? throw new InvalidDataException($"The bytes of state version {current.Id} are missing from the blob store.");
        return (await StateInstances.ListAsync(state, cancellationToken)).ToArray();
    }

    public static async Task<IResult> HandleAsync(WorkspaceId id, PageRequest page, ListResources list, CancellationToken cancellationToken) =>
        (await list.ExecuteAsync(id, cancellationToken)).ToHttp(found =>
            JsonApiResults.Page([.. found.Skip(page.Skip).Take(page.Size).Select(instance => Document(id, instance))], page, found.Count));

    private static Resource Document(WorkspaceId workspace, StateInstance instance) => new(
        $"wsr-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{workspace} {instance.Address}")).AsSpan(0, 8))}",
        "resources",
        new ResourceAttributes(
            instance.Address,
            instance.Name,
            instance.Module.Length == 0 ? "root" : instance.Module,
            ProviderOf(instance.Provider),
            instance.Type,
            instance.Key?.Trim('"'),
            CreatedAt: null,
            UpdatedAt: null,
            ModifiedByStateVersionId: null));

    // provider["registry.terraform.io/hashicorp/null"].east is hashicorp/null on the wire.
    private static string ProviderOf(string provider) =>
        provider.Split('"') is [_, var source, ..] && source.Split('/') is [_, var space, var name] ? $"{space}/{name}" : provider;

    [ResourceType("resources")]
    private sealed record ResourceAttributes(
        string Address,
        string Name,
        string Module,
        string Provider,
        string ProviderType,
        string? NameIndex,
        DateTimeOffset? CreatedAt,
        DateTimeOffset? UpdatedAt,
        string? ModifiedByStateVersionId);
}
