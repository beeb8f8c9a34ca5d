using System.Security.Cryptography;
using System.Text;
using Platform.Contracts.Ids;

namespace Platform.Identity.Tokens;

/// <summary>A token just made, with its secret, which is shown once and stored nowhere.</summary>
public sealed class IssuedToken
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>43 letters and digits carry 256 bits.</summary>
    internal const int RandomLength = 43;

    private IssuedToken(ApiToken token, string secret)
    {
        Token = token;
        Secret = secret;
    }

    public ApiToken Token { get; }

    /// <summary>What the caller sends; it begins with <c>platform_user_</c>, <c>platform_org_</c>, <c>platform_team_</c>, <c>platform_service_</c>, <c>platform_audit_</c> or <c>platform_run_</c>, so that secret scanners know it.</summary>
    public string Secret { get; }

    /// <summary>Never the secret.</summary>
    public override string ToString() => Token.Id.Value;

    internal static IssuedToken ForUser(UserId user, string description, DateTimeOffset now, DateTimeOffset? expiresAt)
    {
        var secret = NewSecret("user");
        return new IssuedToken(Entity(secret, ApiTokenKind.User, description, now, expiresAt, user: user), secret);
    }

    /// <summary>A token of the administrator's own choice (a setting), rather than one made here.</summary>
    internal static IssuedToken ForUser(UserId user, string description, DateTimeOffset now, string secret) =>
        new(Entity(secret, ApiTokenKind.User, description, now, null, user: user), secret);

    internal static IssuedToken ForOrganization(OrganizationId organization, DateTimeOffset now, DateTimeOffset? expiresAt)
    {
        var secret = NewSecret("org");
        return new IssuedToken(Entity(secret, ApiTokenKind.Organization, "", now, expiresAt, organization: organization), secret);
    }

    /// <summary>A token that only reads the organization's audit trail.</summary>
    internal static IssuedToken ForAuditTrail(OrganizationId organization, DateTimeOffset now, DateTimeOffset? expiresAt)
    {
        var secret = NewSecret("audit");
        return new IssuedToken(Entity(secret, ApiTokenKind.AuditTrail, "", now, expiresAt, organization: organization), secret);
    }

    internal static IssuedToken ForTeam(TeamId team, string description, DateTimeOffset now, DateTimeOffset? expiresAt)
    {
        var secret = NewSecret("team");
        return new IssuedToken(Entity(secret, ApiTokenKind.Team, description, now, expiresAt, team: team), secret);
    }

    internal static IssuedToken ForServiceAccount(ServiceAccountId account, string description, DateTimeOffset now, DateTimeOffset? expiresAt)
    {
        var secret = NewSecret("service");
        return new IssuedToken(Entity(secret, ApiTokenKind.ServiceAccount, description, now, expiresAt, account: account), secret);
    }

    internal static IssuedToken ForRun(RunId run, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        var secret = NewSecret("run");
        return new IssuedToken(Entity(secret, ApiTokenKind.Run, "", now, expiresAt, run: run), secret);
    }

    internal static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private static string NewSecret(string kind) => $"platform_{kind}_{RandomNumberGenerator.GetString(Alphabet, RandomLength)}";

    private static ApiToken Entity(
        string secret, ApiTokenKind kind, string description, DateTimeOffset now, DateTimeOffset? expiresAt,
        UserId? user = null, OrganizationId? organization = null, RunId? run = null, TeamId? team = null, ServiceAccountId? account = null) => new()
        {
            Id = ApiTokenId.New(),
            Hash = HashOf(secret),
            Kind = kind,
            UserId = user,
            OrganizationId = organization,
            RunId = run,
            TeamId = team,
            ServiceAccountId = account,
            Description = description,
            CreatedAt = now,
            ExpiresAt = expiresAt,
        };
}
