using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Identity;
using Platform.Persistence;
using Platform.Teams;
using Platform.TestKit;

namespace Platform.Benchmarks;

/// <summary>What it costs a request to know what its caller may do, in an organization with 1,000 teams and 10,000 grants, on both databases.</summary>
internal static class AccessTimes
{
    private const int Samples = 2_000;
    private const int Teams = 1_000;
    private const int Grants = 10_000;
    private const int TeamsOfOne = 20;

    public static async Task MeasureAsync(CancellationToken cancellationToken)
    {
        Console.Out.WriteLine("| authorization of a request, the median | SQLite | PostgreSQL | budget |");
        Console.Out.WriteLine("|---|---:|---:|---:|");
        var sqlite = await MeasureAsync(TestDatabase.Sqlite, cancellationToken);
        var postgreSql = await MeasureAsync(TestDatabase.PostgreSql, cancellationToken);
        Console.Out.WriteLine($"| 1,000 teams, 10,000 grants, a person in {TeamsOfOne} teams | {Text(sqlite.Warm)} ms | {Text(postgreSql.Warm)} ms | 0.2 ms |");
        Console.Out.WriteLine($"| the same, nothing remembered | {Text(sqlite.Cold)} ms | {Text(postgreSql.Cold)} ms | – |");
    }

    private static async Task<(double Warm, double Cold)> MeasureAsync(TestDatabase database, CancellationToken cancellationToken)
    {
        await using var platform = await TestPlatform.StartAsync(
            new TestOptions { Database = database, Workers = false, Settings = new Dictionary<string, string> { ["Logging:LogLevel:Default"] = "Warning" } }, cancellationToken);
        var organization = await platform.Api.CreateOrganizationAsync(cancellationToken, "large");
        var workspace = WorkspaceId.Wrap((await platform.Api.CreateWorkspaceAsync(organization, cancellationToken)).GetProperty("id").GetString()!);
        var person = await FillAsync(platform.Services!, workspace, cancellationToken);
        return (await MedianAsync(platform.Services!, person, workspace, forget: false, cancellationToken), await MedianAsync(platform.Services!, person, workspace, forget: true, cancellationToken));
    }

    private static async Task<double> MedianAsync(IServiceProvider services, UserId person, WorkspaceId id, bool forget, CancellationToken cancellationToken)
    {
        var memory = services.GetRequiredService<RememberedAccess>();
        List<double> times = [];
        for (var sample = 0; sample < Samples; sample++)
        {
            await using var scope = services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CallerAccessor>().Caller = new Caller { Kind = CallerKind.User, UserId = person };
            var db = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();
            var workspace = await db.Workspaces.AsNoTracking().SingleAsync(w => w.Id == id, cancellationToken);
            var access = scope.ServiceProvider.GetRequiredService<Authorizer>();
            if (forget)
            {
                memory.Forget();
            }

            var began = Stopwatch.GetTimestamp();
            var may = await access.CanAsync(Permission.ApplyRuns, workspace, cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (!may)
            {
                throw new InvalidOperationException("The person who is measured has no right.");
            }
        }

        return times.Order().ElementAt(Samples / 2);
    }

    /// <summary>As many teams and grants, and one person in some of the teams who has a grant of their own.</summary>
    private static async Task<UserId> FillAsync(IServiceProvider services, WorkspaceId id, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();
        var workspace = await db.Workspaces.AsNoTracking().SingleAsync(w => w.Id == id, cancellationToken);
        var now = TimeProvider.System.GetUtcNow();

        // What is measured is no audit of thirty thousand changes at once.
        db.Recorder = null;
        var users = Enumerable.Range(0, Teams).Select(number => new User { UserName = $"user-{number}", NormalizedUserName = $"USER-{number}", SecurityStamp = "stamp" }).ToList();
        db.Users.AddRange(users);
        var memberships = users.ConvertAll(user => new OrganizationMembership { Id = OrganizationMembershipId.New(), OrganizationId = workspace.OrganizationId, UserId = user.Id, CreatedAt = now });
        db.OrganizationMemberships.AddRange(memberships);
        for (var number = 0; number < Teams; number++)
        {
            var account = new User { UserName = $"api-team_{number}", NormalizedUserName = $"API-TEAM_{number}", SecurityStamp = "stamp" };
            var team = new Team { Id = TeamId.New(), OrganizationId = workspace.OrganizationId, Name = $"team-{number}", ServiceUserId = account.Id, CreatedAt = now };
            db.AddRange(account, team);

            // Everybody is in as many teams as the person who is measured.
            for (var member = 0; member < TeamsOfOne; member++)
            {
                db.TeamMembers.Add(new TeamMember { TeamId = team.Id, MembershipId = memberships[(number + (member * Teams / TeamsOfOne)) % Teams].Id });
            }

            for (var grant = 0; grant < Grants / Teams; grant++)
            {
                db.AccessGrants.Add(new AccessGrant
                {
                    Id = AccessGrantId.New(), OrganizationId = workspace.OrganizationId, CreatedAt = now,
                    RoleId = BuiltInRoles.IdOf(grant == 0 ? BuiltInRole.Write : BuiltInRole.Read),
                    UserId = grant < Grants / Teams / 2 ? users[number].Id : null,
                    TeamId = grant < Grants / Teams / 2 ? null : team.Id,
                    WorkspaceId = grant % 2 == 0 ? id : null,
                });
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        return users[0].Id;
    }

    private static string Text(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
