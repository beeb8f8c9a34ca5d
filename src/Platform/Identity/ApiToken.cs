using Platform.Contracts.Ids;

namespace Platform.Identity;

/// <summary>A bearer token for the API. Only its hash is stored; the token itself is shown once.</summary>
public sealed class ApiToken
{
    public required ApiTokenId Id { get; init; }

    /// <summary>SHA-256 of the token: tokens are random and long, so a slow hash would add nothing.</summary>
    public required byte[] Hash { get; init; }

    public required ApiTokenKind Kind { get; init; }

    /// <summary>Whose token it is, for <see cref="ApiTokenKind.User"/>.</summary>
    public UserId? UserId { get; init; }

    /// <summary>For <see cref="ApiTokenKind.Organization"/> and <see cref="ApiTokenKind.AuditTrail"/>.</summary>
    public OrganizationId? OrganizationId { get; init; }

    /// <summary>For <see cref="ApiTokenKind.Team"/>.</summary>
    public TeamId? TeamId { get; init; }

    /// <summary>For <see cref="ApiTokenKind.ServiceAccount"/>.</summary>
    public ServiceAccountId? ServiceAccountId { get; init; }

    /// <summary>For <see cref="ApiTokenKind.Run"/>: the run whose tool may use it.</summary>
    public RunId? RunId { get; init; }

    public string Description { get; set; } = "";
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset? ExpiresAt { get; set; }
}

/// <summary>Who speaks when the token is used.</summary>
public enum ApiTokenKind
{
    User,
    Organization,
    Team,
    ServiceAccount,

    /// <summary>The tool inside a run's sandbox.</summary>
    Run,

    /// <summary>Reads the audit trail of an organization, and does nothing else.</summary>
    AuditTrail,
}
