using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Identity.Tokens;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Teams;

/// <summary>Changes a team, or deletes it with its access and its tokens.</summary>
public sealed class ChangeTeam(PlatformDbContext db, Authorizer access, FindTeam find, TokenLookup lookup, ILogger<ChangeTeam> log)
{
    public async Task<Result<TeamDetails>> UpdateAsync(TeamId id, TeamSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            var changed = await db.InTransactionAsync(inner => ChangeAsync(id, settings, inner), cancellationToken);
            return changed.Refusal is { } refusal ? refusal : await find.ExecuteAsync(id, cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return CreateTeam.NameTaken;
        }
    }

    public async Task<Result<Done>> DeleteAsync(TeamId id, CancellationToken cancellationToken)
    {
        var deleted = await db.InTransactionAsync<Done>(
            async inner =>
            {
                if (!(await ManageableAsync(id, inner)).TryGet(out var details, out var refusal))
                {
                    return refusal;
                }

                if (details.Team.IsOwners)
                {
                    return Refusal.Conflict("The owners' team cannot be deleted.");
                }

                // Its account stays: runs and comments name it as their author.
                db.Teams.Remove(details.Team);
                return Done.Value;
            },
            cancellationToken);
        if (deleted.Refusal is null)
        {
            lookup.Forget();
            log.TeamDeleted(access.Caller.UserId, id);
        }

        return deleted;
    }

    internal static async Task<IResult> HandleUpdateAsync(TeamId id, JsonApiRequest<TeamSettings> body, ChangeTeam change, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await change.UpdateAsync(id, body.Attributes, cancellationToken)).ToHttp(details => JsonApiResults.Ok(TeamDocument.Of(details)));

    internal static async Task<IResult> HandleDeleteAsync(TeamId id, ChangeTeam change, CancellationToken cancellationToken) =>
        (await change.DeleteAsync(id, cancellationToken)).ToHttp(_ => TypedResults.NoContent());

    private async Task<Result<Done>> ChangeAsync(TeamId id, TeamSettings settings, CancellationToken cancellationToken)
    {
        if (!(await ManageableAsync(id, cancellationToken)).TryGet(out var details, out var refusal))
        {
            return refusal;
        }

        var (team, permissions) = (details.Team, details.Permissions);
        if (settings.ChangesAccess(team) && !team.IsOwners && !permissions.Contains(Permission.ManageOrganizationAccess))
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

        return await db.Teams.AnyAsync(t => t.OrganizationId == team.OrganizationId && t.Name == team.Name && t.Id != id, cancellationToken)
            ? CreateTeam.NameTaken
            : Done.Value;
    }

    private async Task<Result<TeamDetails>> ManageableAsync(TeamId id, CancellationToken cancellationToken)
    {
        var found = await find.ExecuteAsync(id, cancellationToken);
        return found.TryGet(out var details, out _) && !(details.Permissions.Contains(Permission.ManageTeams) && details.MayGive)
            ? Refusal.Forbidden("You may see this team but not change it.")
            : found;
    }
}
