using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Identity.Users;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Teams;

/// <summary>Shows the members beside teams.</summary>
internal sealed class TeamInclusions(PlatformDbContext db, Authorizer access, DescribeMemberships memberships)
{
    public static Refusal? Check(IncludeRequest include) =>
        include.Names.FirstOrDefault(name => name is not ("users" or "organization-memberships" or "organization-memberships.user")) is { } unknown
            ? Refusal.Malformed($"Invalid include parameter: a team has no {unknown}.")
            : null;

    public async Task<IReadOnlyList<Resource>?> LoadAsync(IncludeRequest include, IReadOnlyList<TeamDetails> teams, CancellationToken cancellationToken)
    {
        if (include.Names.Count == 0)
        {
            return null;
        }

        var members = teams.SelectMany(t => t.Members).DistinctBy(m => m.Id).ToList();
        var included = new List<Resource>();
        if (include.Names.Contains("users") || include.Names.Contains("organization-memberships.user"))
        {
            var ids = members.Select(m => m.UserId).OfType<UserId>().ToArray();
            included.AddRange((await db.Users.AsNoTracking().Where(u => ids.Contains(u.Id)).ToListAsync(cancellationToken)).Select(user => UserDocument.Of(user, access.Caller)));
        }

        if (include.Names.Any(name => name.StartsWith("organization-memberships", StringComparison.Ordinal)))
        {
            included.AddRange((await memberships.ExecuteAsync(members, cancellationToken)).Select(MembershipDocument.Of));
        }

        return included;
    }
}
