using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Teams;

/// <summary>Brings people into a team and takes them out of it: all that are named, or none.</summary>
public sealed class ChangeTeamMembers(PlatformDbContext db, FindTeam find)
{
    private const int MostAtOnce = 500;

    /// <summary>Changes who is in it.</summary>
    /// <param name="id">The team.</param>
    /// <param name="members">User names, or ids of memberships.</param>
    /// <param name="areNames">Whether they are user names.</param>
    /// <param name="add">Bring them in; otherwise take them out.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Result<Done>> ExecuteAsync(TeamId id, IReadOnlyList<string> members, bool areNames, bool add, CancellationToken cancellationToken) =>
        db.InTransactionAsync<Done>(
            async inner =>
            {
                if (!(await find.ExecuteAsync(id, inner)).TryGet(out var details, out var refusal))
                {
                    return refusal;
                }

                if (!details.Permissions.Contains(Permission.ManageMembership) || !details.MayGive)
                {
                    return Refusal.Forbidden("You may see this team but not say who is in it.");
                }

                if (members.Count > MostAtOnce)
                {
                    return Refusal.Invalid($"At most {MostAtOnce} members can be changed at once.");
                }

                if (!(await ReadAsync(details.Team, members, areNames, inner)).TryGet(out var memberships, out refusal))
                {
                    return refusal;
                }

                // A change of the team's row makes two writers of its members wait for each other.
                db.Entry(details.Team).State = EntityState.Modified;
                return add ? await AddAsync(id, memberships, inner) : await RemoveAsync(details, memberships, inner);
            },
            cancellationToken);

    internal static Task<IResult> HandleAddUsersAsync(TeamId id, JsonApiListRequest<NoAttributes> body, ChangeTeamMembers change, CancellationToken cancellationToken) =>
        AnswerAsync(body, ids => change.ExecuteAsync(id, ids, areNames: true, add: true, cancellationToken));

    internal static Task<IResult> HandleRemoveUsersAsync(TeamId id, JsonApiListRequest<NoAttributes> body, ChangeTeamMembers change, CancellationToken cancellationToken) =>
        AnswerAsync(body, ids => change.ExecuteAsync(id, ids, areNames: true, add: false, cancellationToken));

    internal static Task<IResult> HandleAddAsync(TeamId id, JsonApiListRequest<NoAttributes> body, ChangeTeamMembers change, CancellationToken cancellationToken) =>
        AnswerAsync(body, ids => change.ExecuteAsync(id, ids, areNames: false, add: true, cancellationToken));

    internal static Task<IResult> HandleRemoveAsync(TeamId id, JsonApiListRequest<NoAttributes> body, ChangeTeamMembers change, CancellationToken cancellationToken) =>
        AnswerAsync(body, ids => change.ExecuteAsync(id, ids, areNames: false, add: false, cancellationToken));

    private static async Task<IResult> AnswerAsync(JsonApiListRequest<NoAttributes> body, Func<IReadOnlyList<string>, Task<Result<Done>>> act) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await act([.. body.Items.Select(item => item.Id ?? "").Distinct(StringComparer.Ordinal)])).ToHttp(_ => TypedResults.NoContent());

    /// <summary>Somebody of another organization is as unknown as nobody.</summary>
    private async Task<Result<IReadOnlyList<OrganizationMembershipId>>> ReadAsync(
        Team team, IReadOnlyList<string> members, bool areNames, CancellationToken cancellationToken)
    {
        var organization = db.OrganizationMemberships.Where(m => m.OrganizationId == team.OrganizationId);
        Dictionary<string, OrganizationMembershipId> known;
        if (areNames)
        {
            var names = members.Select(name => name.ToUpperInvariant()).ToArray();
            known = await organization.Join(db.Users, m => m.UserId, u => u.Id, (m, u) => new { m.Id, Name = u.NormalizedUserName! })
                .Where(m => names.Contains(m.Name)).ToDictionaryAsync(m => m.Name, m => m.Id, StringComparer.OrdinalIgnoreCase, cancellationToken);
        }
        else
        {
            var ids = members.Where(text => ResourceId.TryParse<OrganizationMembershipId>(text, out _)).Select(OrganizationMembershipId.Wrap).ToArray();
            known = await organization.Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id.Value, m => m.Id, cancellationToken);
        }

        return members.FirstOrDefault(member => !known.ContainsKey(member)) is { } unknown
            ? Refusal.NotFound($"member {unknown} of this organization")
            : members.Select(member => known[member]).ToArray();
    }

    private async Task<Result<Done>> AddAsync(TeamId id, IReadOnlyList<OrganizationMembershipId> memberships, CancellationToken cancellationToken)
    {
        var there = await db.TeamMembers.Where(m => m.TeamId == id).Select(m => m.MembershipId).ToListAsync(cancellationToken);
        db.TeamMembers.AddRange(memberships.Except(there).Select(membership => new TeamMember { TeamId = id, MembershipId = membership }));
        return Done.Value;
    }

    private async Task<Result<Done>> RemoveAsync(TeamDetails details, IReadOnlyList<OrganizationMembershipId> memberships, CancellationToken cancellationToken)
    {
        if (details.Team.IsOwners && details.Members.Any(m => m.UserId is not null) && !details.Members.Any(m => m.UserId is not null && !memberships.Contains(m.Id)))
        {
            return Refusal.Conflict("The last owner cannot leave; make somebody else an owner first.");
        }

        var gone = memberships.ToArray();
        db.TeamMembers.RemoveRange(await db.TeamMembers.Where(m => m.TeamId == details.Team.Id && gone.Contains(m.MembershipId)).ToListAsync(cancellationToken));
        return Done.Value;
    }
}
