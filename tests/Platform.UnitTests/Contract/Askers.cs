using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Identity;
using Platform.Identity.ServiceAccounts;
using Platform.Identity.Tokens;
using Platform.Persistence;
using Platform.Teams;

namespace Platform.UnitTests.Contract;

/// <summary>Makes one of every kind of caller for an organization, from those who may least on.</summary>
internal static class Askers
{
    public static async Task<IReadOnlyList<Asker>> MakeAsync(PlatformDbContext db, Possessions own, Possessions foreign, string administratorToken, CancellationToken cancellationToken)
    {
        var (organization, workspace) = (new OrganizationId(own.Ids[OrganizationId.Prefix]), new WorkspaceId(own.Ids[WorkspaceId.Prefix]));
        var now = TimeProvider.System.GetUtcNow();
        var askers = new List<Asker> { new("nobody", null), new("admin of another organization", foreign.Token, new UserId(foreign.Ids[UserId.Prefix])) };
        askers.Add(Person("member", null, null));
        askers.Add(Person("`write` in the workspace", BuiltInRole.Write, workspace));
        foreach (var role in BuiltInRoles.All)
        {
            askers.Add(Person($"`{BuiltInRoles.NameOf(role)}`", role, null));
        }

        var run = IssuedToken.ForRun(new RunId(own.Ids[RunId.Prefix]), now, now.AddHours(1));
        db.ApiTokens.Add(run.Token);
        askers.Add(new Asker("a run's token", run.Secret));

        var (team, teamAccount) = NewTeam.Of(organization, $"team-of-{own.Ids["organization"]}", isOwners: false, now);
        var teamToken = IssuedToken.ForTeam(team.Id, "", now, expiresAt: null);
        db.AddRange(
            team, teamAccount, teamToken.Token,
            new TeamWorkspaceAccess { Id = TeamWorkspaceAccessId.New(), TeamId = team.Id, OrganizationId = organization, WorkspaceId = workspace, Level = WorkspaceLevel.Write });
        askers.Add(new Asker("a team's token (`write` in the workspace)", teamToken.Secret));

        var user = NewUser();
        var account = new ServiceAccount
        {
            Id = ServiceAccountId.New(), OrganizationId = organization, Name = $"account-of-{own.Ids["organization"]}", NormalizedName = $"ACCOUNT-OF-{own.Ids["organization"].ToUpperInvariant()}",
            UserId = user.Id, CreatedAt = now,
        };
        user.ServiceAccountId = account.Id;
        var accountToken = IssuedToken.ForServiceAccount(account.Id, "", now, expiresAt: null);
        db.AddRange(user, account, accountToken.Token, Grant(user.Id, BuiltInRole.Write, null));
        askers.Add(new Asker("a service account's token (`write`)", accountToken.Secret));

        var auditToken = IssuedToken.ForAuditTrail(organization, now, expiresAt: null);
        db.ApiTokens.Add(auditToken.Token);
        askers.Add(new Asker("an audit trail token", auditToken.Secret));

        var organizationToken = IssuedToken.ForOrganization(organization, now, expiresAt: null);
        db.ApiTokens.Add(organizationToken.Token);
        askers.Add(new Asker("the organization's token", organizationToken.Secret));
        askers.Add(new Asker("site administrator", administratorToken, await db.Users.Where(u => u.IsSiteAdministrator).Select(u => u.Id).SingleAsync(cancellationToken)));
        await db.SaveChangesAsync(cancellationToken);
        return askers;

        Asker Person(string name, BuiltInRole? role, WorkspaceId? only)
        {
            var person = NewUser();
            var token = IssuedToken.ForUser(person.Id, "", now, expiresAt: null);
            db.AddRange(person, token.Token, new OrganizationMembership { Id = OrganizationMembershipId.New(), OrganizationId = organization, UserId = person.Id, CreatedAt = now });
            if (role is { } given)
            {
                db.Add(Grant(person.Id, given, only));
            }

            return new Asker(name, token.Secret, person.Id);
        }

        AccessGrant Grant(UserId subject, BuiltInRole role, WorkspaceId? only) =>
            new() { Id = AccessGrantId.New(), UserId = subject, RoleId = BuiltInRoles.IdOf(role), OrganizationId = organization, WorkspaceId = only };

        static User NewUser()
        {
            var user = new User { SecurityStamp = Guid.NewGuid().ToString("N") };
            (user.UserName, user.NormalizedUserName) = (user.Id.Value, user.Id.Value.ToUpperInvariant());
            return user;
        }
    }
}
