using Platform.Access;
using Platform.Contracts.Ids;
using Platform.TestKit;
using Platform.UnitTests.Api;
using Platform.Web.Organizations;

namespace Platform.UnitTests.Organizations;

public sealed class ReadOrganizationRowsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Each_organization_counts_the_workspaces_that_its_reader_may_see(TestDatabase database)
    {
        await using var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync("acme");
        await api.CreateOrganizationAsync("empty");
        var seen = await api.CreateWorkspaceAsync("seen", "acme");
        await api.CreateWorkspaceAsync("hidden", "acme");
        var some = await api.AddUserAsync("some", role: BuiltInRole.Read, organization: "acme", workspace: seen);
        var member = await api.AddUserAsync("member", role: BuiltInRole.Read, organization: "acme");

        Assert.Equal([new("acme", 2), new("empty", 0)], await ReadAsync(api, api.Administrator, isAdministrator: true));
        Assert.Equal([new("acme", 2)], await ReadAsync(api, member));
        Assert.Equal([new("acme", 1)], await ReadAsync(api, some));
    }

    private static Task<IReadOnlyList<OrganizationRow>> ReadAsync(ApiServer api, UserId user, bool isAdministrator = false) =>
        api.WithDatabaseAsync(db =>
        {
            var caller = new CallerAccessor { Caller = new Caller { Kind = CallerKind.User, UserId = user, IsSiteAdministrator = isAdministrator } };
            return new ReadOrganizationRows(db, new Authorizer(db, caller, new RememberedAccess())).ExecuteAsync(Token);
        });
}
