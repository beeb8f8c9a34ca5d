using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Identity.ServiceAccounts;

/// <summary>An account of an organization for programs: it has roles and tokens like a person, never signs in, and belongs to nobody who might leave.</summary>
public sealed class ServiceAccount : ConcurrentEntity
{
    public required ServiceAccountId Id { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required string Name { get; set; }

    /// <summary>The name in capitals, by which it is unique in the organization.</summary>
    public required string NormalizedName { get; set; }

    public string Description { get; set; } = "";

    /// <summary>The user in whose name its tokens act, so that what they do has an author.</summary>
    public required UserId UserId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
