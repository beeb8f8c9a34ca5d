using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.JsonApi;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Teams;

/// <summary>Makes a team.</summary>
public sealed class CreateTeam(
    PlatformDbContext db, Authorizer access, FindOrganization organizations, FindTeam find, TimeProvider clock, ILogger<CreateTeam> log)
{
    internal static readonly Refusal NameTaken = Refusal.Invalid("Name has already been taken", "name");

    public async Task<Result<TeamDetails>> ExecuteAsync(string organizationNameOrId, TeamSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            var made = await db.InTransactionAsync(inner => InsertAsync(organizationNameOrId, settings, inner), cancellationToken);
            if (!made.TryGet(out var team, out var refusal))
            {
                return refusal;
            }

            log.TeamCreated(access.Caller.UserId, team.Id, team.OrganizationId);
            return (await find.DescribeAsync([team], cancellationToken))[0];
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return NameTaken;
        }
    }

    internal static async Task<IResult> HandleAsync(string organization, JsonApiRequest<TeamSettings> body, CreateTeam create, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await create.ExecuteAsync(organization, body.Attributes, cancellationToken)).ToHttp(details => JsonApiResults.Created(TeamDocument.Of(details)));

    private async Task<Result<Team>> InsertAsync(string organizationNameOrId, TeamSettings settings, CancellationToken cancellationToken)
    {
        if (!(await organizations.ExecuteAsync(organizationNameOrId, cancellationToken)).TryGet(out var organization, out var refusal))
        {
            return refusal;
        }

        var permissions = await access.PermissionsAsync(organization.Id, cancellationToken);
        if (!permissions.Contains(Permission.ManageTeams))
        {
            return Refusal.Forbidden("You may not make teams in this organization.");
        }

        var (team, account) = NewTeam.Of(organization.Id, "", isOwners: false, clock.GetUtcNow());
        if (settings.ChangesAccess(team) && !permissions.Contains(Permission.ManageOrganizationAccess))
        {
            return Refusal.Forbidden("You may not say what teams may do in this organization.");
        }

        if (settings.ApplyTo(team) is { } invalid)
        {
            return invalid;
        }

        if (!permissions.IsSupersetOf(TeamRights.OfOrganization(team.IsOwners, team.OrganizationAccess)))
        {
            return Refusal.Forbidden("You cannot give a team what you may not do yourself.");
        }

        if (await db.Teams.AnyAsync(t => t.OrganizationId == organization.Id && t.Name == team.Name, cancellationToken))
        {
            return NameTaken;
        }

        db.Users.Add(account);
        db.Teams.Add(team);
        return team;
    }
}
