using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access.Roles;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;
using Platform.Teams;

namespace Platform.Access.Grants;

/// <summary>Gives a person, a team or a service account a role at a place. Nobody gives what they do not hold there themselves.</summary>
internal sealed class CreateGrant(
    PlatformDbContext db, Authorizer access, FindOrganization organizations, FindGrantPlace places, FindRole roles, FindTeam teams, FindGrant find, TimeProvider clock,
    ILogger<CreateGrant> log)
{
    private static readonly Refusal Taken = Refusal.Invalid("Role has already been given there.");

    /// <param name="organization">Name or id of the organization the place is or lies in; null: the whole site.</param>
    /// <param name="wanted">Who, what, and where in the organization.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<AccessGrant>> ExecuteAsync(string? organization, NewGrant wanted, CancellationToken cancellationToken)
    {
        var made = await db.InTransactionAsync(inner => InsertAsync(organization, wanted, inner), cancellationToken);
        if (made.Value is { } grant)
        {
            log.RoleGranted(access.Caller.UserId, grant.RoleId, grant.Id);
        }

        return made;
    }

    public static Task<IResult> HandleAsync(string organization, JsonApiRequest<GrantAttributes> body, CreateGrant create, CancellationToken cancellationToken) =>
        create.AnswerAsync(organization, body, cancellationToken);

    public static Task<IResult> HandleSiteAsync(JsonApiRequest<GrantAttributes> body, CreateGrant create, CancellationToken cancellationToken) =>
        create.AnswerAsync(null, body, cancellationToken);

    private async Task<IResult> AnswerAsync(string? organization, JsonApiRequest<GrantAttributes> body, CancellationToken cancellationToken)
    {
        var refusal = body.Refusal;
        return refusal is null && (await ExecuteAsync(organization, NewGrant.Of(body), cancellationToken)).TryGet(out var grant, out refusal)
            ? JsonApiResults.Created(GrantDocument.Of((await find.DescribeAsync([grant], cancellationToken))[0]))
            : JsonApiResults.Refused(refusal!);
    }

    private async Task<Result<AccessGrant>> InsertAsync(string? organizationNameOrId, NewGrant wanted, CancellationToken cancellationToken)
    {
        if (!(await PlaceAsync(organizationNameOrId, wanted, cancellationToken)).TryGet(out var place, out var refusal))
        {
            return refusal;
        }

        if (!place.MayManage)
        {
            return Refusal.Forbidden(
                place.OrganizationId is null ? "Only a site administrator gives roles on the whole site." : "You may see this place but not say who has access to it.");
        }

        if (!ResourceId.TryParse<RoleId>(wanted.Role, out var roleId)
            || !(await roles.ExecuteAsync(roleId, cancellationToken)).TryGet(out var role, out _)
            || (role.Row is { } own && own.OrganizationId != place.OrganizationId))
        {
            return wanted.Role is null ? Refusal.Invalid("Say which role: relationships.role.data.id.") : Refusal.NotFound($"role {wanted.Role}");
        }

        if (!place.Held.IsSupersetOf(role.Permissions))
        {
            return Refusal.Forbidden("You cannot give a role that may do more than you may there yourself.");
        }

        if (!(await SubjectAsync(wanted, place, cancellationToken)).TryGet(out var subject, out refusal))
        {
            return refusal;
        }

        var (user, team, organization, project, workspace) = (subject.User, subject.Team, place.OrganizationId, place.ProjectId, place.WorkspaceId);
        if (await db.AccessGrants.AnyAsync(
            g => g.UserId == user && g.TeamId == team && g.RoleId == roleId && g.OrganizationId == organization && g.ProjectId == project && g.WorkspaceId == workspace,
            cancellationToken))
        {
            return Taken;
        }

        // A change of the role's row makes this wait for who deletes the role at the same moment, or the other way round.
        if (role.Row is { } row)
        {
            db.Entry(row).State = EntityState.Modified;
        }

        var grant = new AccessGrant
        {
            Id = AccessGrantId.New(), UserId = user, TeamId = team, RoleId = roleId, OrganizationId = organization, ProjectId = project, WorkspaceId = workspace,
            CreatedByUserId = access.Caller.UserId, CreatedAt = clock.GetUtcNow(),
        };
        db.AccessGrants.Add(grant);
        return grant;
    }

    private async Task<Result<GrantPlace>> PlaceAsync(string? organizationNameOrId, NewGrant wanted, CancellationToken cancellationToken)
    {
        if (organizationNameOrId is null)
        {
            return places.Site();
        }

        return (await organizations.ExecuteAsync(organizationNameOrId, cancellationToken)).TryGet(out var organization, out var refusal)
            ? await places.InAsync(organization, wanted.Project, wanted.Workspace, cancellationToken)
            : refusal;
    }

    /// <summary>Who gets it. Somebody who is not in the organization is as unknown as nobody.</summary>
    private async Task<Result<Subject>> SubjectAsync(NewGrant wanted, GrantPlace place, CancellationToken cancellationToken)
    {
        switch (wanted)
        {
            case { User: { } asked, Team: null, ServiceAccount: null }:
                var isKnown = ResourceId.TryParse<UserId>(asked, out var user)
                    && (place.OrganizationId is { } organization
                        ? await db.OrganizationMemberships.AnyAsync(m => m.OrganizationId == organization && m.UserId == user, cancellationToken)
                        : await db.Users.AnyAsync(u => u.Id == user && u.ServiceOfTeamId == null && u.ServiceAccountId == null, cancellationToken));
                return isKnown ? new Subject(user, null) : Refusal.NotFound($"user {asked} here");
            case { User: null, Team: { } asked, ServiceAccount: null }:
                return ResourceId.TryParse<TeamId>(asked, out var teamId)
                    && (await teams.ExecuteAsync(teamId, cancellationToken)).TryGet(out var team, out _)
                    && team.Team.OrganizationId == place.OrganizationId
                        ? new Subject(null, teamId)
                        : Refusal.NotFound($"team {asked}");
            case { User: null, Team: null, ServiceAccount: { } asked }:
                var id = new ServiceAccountId(asked);
                var account = await db.ServiceAccounts.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id && a.OrganizationId == place.OrganizationId, cancellationToken);
                return account is null ? Refusal.NotFound($"service account {asked}") : new Subject(account.UserId, null);
            default:
                return Refusal.Invalid("Say who gets the role: one of the relationships user, team and service-account.");
        }
    }

    private sealed record Subject(UserId? User, TeamId? Team);
}

/// <summary>Who gets which role, and where in the organization; ids as they were sent.</summary>
internal sealed record NewGrant(string? Role, string? User, string? Team, string? ServiceAccount, string? Project, string? Workspace)
{
    public static NewGrant Of(JsonApiRequest<GrantAttributes> body) => new(
        body.RelatedId("role"), body.RelatedId("user"), body.RelatedId("team"), body.RelatedId("service-account"), body.RelatedId("project"), body.RelatedId("workspace"));
}

/// <summary>A grant is told by its relationships alone.</summary>
[ReadsRelationship("role")]
[ReadsRelationship("user")]
[ReadsRelationship("team")]
[ReadsRelationship("service-account")]
[ReadsRelationship("project")]
[ReadsRelationship("workspace")]
internal sealed record GrantAttributes;
