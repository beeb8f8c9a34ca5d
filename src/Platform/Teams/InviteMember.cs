using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi.Description;
using Platform.JsonApi;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Teams;

/// <summary>Invites an address into an organization. Somebody of that address is there at once, otherwise when an administrator makes them.</summary>
internal sealed class InviteMember(
    PlatformDbContext db, Authorizer access, FindOrganization organizations, FindTeam teams, TimeProvider clock, ILogger<InviteMember> log)
{
    private static readonly Refusal Taken = Refusal.Invalid("Email has already been invited or belongs to a member", "email");

    public async Task<Result<OrganizationMembership>> ExecuteAsync(
        string organizationNameOrId, string? email, IReadOnlyList<string> teamIds, CancellationToken cancellationToken)
    {
        try
        {
            var made = await db.InTransactionAsync(inner => InsertAsync(organizationNameOrId, email?.Trim() ?? "", teamIds, inner), cancellationToken);
            if (made.Value is { } membership)
            {
                log.MemberInvited(access.Caller.UserId, membership.Id, membership.OrganizationId);
            }

            return made;
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return Taken;
        }
    }

    internal static async Task<IResult> HandleAsync(
        string organization, IncludeRequest include, JsonApiRequest<InvitationAttributes> body, InviteMember invite, Memberships memberships, CancellationToken cancellationToken)
    {
        var teams = body.RelatedMany<NoAttributes>("teams")?.Select(team => team.Id ?? "").Distinct(StringComparer.Ordinal).ToList() ?? [];
        var refusal = body.Refusal;
        return refusal is not null || !(await invite.ExecuteAsync(organization, body.Attributes.Email, teams, cancellationToken)).TryGet(out var membership, out refusal)
            ? JsonApiResults.Refused(refusal)
            : await memberships.OneAsync(membership, include, cancellationToken, StatusCodes.Status201Created);
    }

    private async Task<Result<OrganizationMembership>> InsertAsync(
        string organizationNameOrId, string email, IReadOnlyList<string> teamIds, CancellationToken cancellationToken)
    {
        if (!(await organizations.ExecuteAsync(organizationNameOrId, cancellationToken)).TryGet(out var organization, out var refusal))
        {
            return refusal;
        }

        if (!await access.CanAsync(Permission.ManageMembership, organization.Id, cancellationToken))
        {
            return Refusal.Forbidden("You may not invite people into this organization.");
        }

        if (AttributeText.Check(email, OrganizationEmail.Longest, "email") is { } bad)
        {
            return bad;
        }

        var at = email.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || at == email.Length - 1 || email.Any(char.IsWhiteSpace))
        {
            return Refusal.Invalid("Email must be an e-mail address.", "email");
        }

        var normalized = email.ToUpperInvariant();
        var found = await db.Users.Where(u => u.NormalizedEmail == normalized && u.ServiceOfTeamId == null && u.ServiceAccountId == null).OrderBy(u => u.Id).Select(u => (UserId?)u.Id).Take(2).ToListAsync(cancellationToken);
        var user = found.Count == 1 ? found[0] : null;
        if (await db.OrganizationMemberships.AnyAsync(
            m => m.OrganizationId == organization.Id && (m.NormalizedEmail == normalized || (m.UserId == user && user != null)), cancellationToken))
        {
            return Taken;
        }

        var membership = new OrganizationMembership
        {
            Id = OrganizationMembershipId.New(), OrganizationId = organization.Id, UserId = user, Email = email, NormalizedEmail = normalized, CreatedAt = clock.GetUtcNow(),
        };
        db.OrganizationMemberships.Add(membership);
        foreach (var text in teamIds)
        {
            if (!ResourceId.TryParse<TeamId>(text, out var id) || !(await teams.ExecuteAsync(id, cancellationToken)).TryGet(out var team, out _)
                || team.Team.OrganizationId != organization.Id)
            {
                return Refusal.NotFound($"team {text}");
            }

            if (!team.MayGive)
            {
                return Refusal.Forbidden($"You may not say who is in the team {team.Team.Name}.");
            }

            db.TeamMembers.Add(new TeamMember { TeamId = id, MembershipId = membership.Id });
        }

        return membership;
    }
}

/// <summary>What a client says of an invitation.</summary>
[ReadsRelationship("teams", isMany: true)]
internal sealed record InvitationAttributes
{
    public string? Email { get; init; }
}
