using Platform.Contracts.Ids;

namespace Platform.Access;

/// <summary>Who asks: set once for each request, page action or background action.</summary>
public sealed record Caller
{
    public static Caller Anonymous { get; } = new() { Kind = CallerKind.Anonymous };

    /// <summary>The platform itself, for what nobody asked for: a sweep, a run that moves on.</summary>
    public static Caller Platform { get; } = new() { Kind = CallerKind.Platform };

    public required CallerKind Kind { get; init; }

    /// <summary>The person, for <see cref="CallerKind.User"/>; the account of the team or of the service account, for <see cref="CallerKind.Team"/> and <see cref="CallerKind.ServiceAccount"/>.</summary>
    public UserId? UserId { get; init; }

    public string? UserName { get; init; }
    public bool IsSiteAdministrator { get; init; }

    /// <summary>The organization whose token was used, for <see cref="CallerKind.Organization"/>; the one of the team, of the service account or of the run.</summary>
    public OrganizationId? OrganizationId { get; init; }

    /// <summary>The team whose token was used, for <see cref="CallerKind.Team"/>.</summary>
    public TeamId? TeamId { get; init; }

    /// <summary>The token that was sent; null for a page and for the platform itself.</summary>
    public ApiTokenId? TokenId { get; init; }

    /// <summary>The run whose tool asks, for <see cref="CallerKind.Run"/>.</summary>
    public RunId? RunId { get; init; }

    /// <summary>The workspace of that run.</summary>
    public WorkspaceId? WorkspaceId { get; init; }
}

/// <summary>Kinds of callers.</summary>
public enum CallerKind
{
    Anonymous,
    User,
    Organization,
    Team,

    /// <summary>A service account of an organization, which acts for no person.</summary>
    ServiceAccount,

    /// <summary>The tool inside a run's sandbox.</summary>
    Run,
    Platform,

    /// <summary>Reads the audit trail of an organization, and does nothing else.</summary>
    AuditTrail,
}
