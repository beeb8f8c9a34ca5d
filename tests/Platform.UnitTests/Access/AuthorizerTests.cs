using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Access.Roles;
using Platform.Contracts.Ids;
using Platform.Identity;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;
using Platform.Teams;
using Platform.UnitTests.Persistence;
using Platform.Workspaces;

namespace Platform.UnitTests.Access;

public sealed class AuthorizerTests : IAsyncLifetime
{
    private readonly FileDatabase _database = new();
    private readonly PlatformDbContext _db;
    private readonly CallerAccessor _caller = new();
    private readonly Authorizer _access;
    private readonly User _user = new() { UserName = "ada", NormalizedUserName = "ADA" };
    private readonly Organization _acme = Organization("acme");
    private readonly Organization _globex = Organization("globex");
    private readonly Project _network;
    private readonly Workspace _inNetwork;
    private readonly Workspace _besides;
    private readonly Workspace _elsewhere;

    public AuthorizerTests()
    {
        _db = _database.Open();
        _access = new Authorizer(_db, _caller, new RememberedAccess());
        _network = new Project { Id = ProjectId.New(), OrganizationId = _acme.Id, Name = "network", CreatedAt = default };
        _inNetwork = Workspace(_acme, _network.Id, "in-network");
        _besides = Workspace(_acme, _acme.DefaultProjectId, "besides");
        _elsewhere = Workspace(_globex, _globex.DefaultProjectId, "elsewhere");
    }

    public async ValueTask InitializeAsync()
    {
        _db.AddRange(_user, _acme, _globex, _network, Default(_acme), Default(_globex), _inNetwork, _besides, _elsewhere);
        await _db.SaveChangesAsync(Token);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_grant_nothing_exists()
    {
        _caller.Caller = Callers.Of(_user);

        await AssertSeesAsync([], []);
        Assert.Empty(await _access.PermissionsAsync(_acme.Id, Token));
    }

    [Fact]
    public async Task Nobody_at_all_sees_nothing() => await AssertSeesAsync([], []);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_administrator_and_the_platform_do_everything(bool isPlatform)
    {
        _user.IsSiteAdministrator = true;
        _caller.Caller = isPlatform ? Caller.Platform : Callers.Of(_user);

        await AssertSeesAsync([_acme, _globex], [_inNetwork, _besides, _elsewhere]);
        Assert.True(_access.CanAdministerSite);
        Assert.Equal(Enum.GetValues<Permission>().Length, (await _access.PermissionsAsync(_elsewhere, Token)).Count);
    }

    [Fact]
    public async Task A_grant_in_an_organization_reaches_all_of_it_and_no_other()
    {
        await GrantAsync(BuiltInRole.Read, _acme.Id);

        await AssertSeesAsync([_acme], [_inNetwork, _besides]);
        Assert.False(await _access.CanAsync(Permission.QueuePlans, _besides, Token));
    }

    [Fact]
    public async Task A_grant_at_the_site_reaches_every_organization()
    {
        await GrantAsync(BuiltInRole.Read);

        await AssertSeesAsync([_acme, _globex], [_inNetwork, _besides, _elsewhere]);
        Assert.False(_access.CanAdministerSite);
    }

    [Fact]
    public async Task A_grant_in_a_project_reaches_its_workspaces_and_shows_that_the_organization_exists()
    {
        await GrantAsync(BuiltInRole.Write, _acme.Id, _network.Id);

        await AssertSeesAsync([_acme], [_inNetwork]);
        Assert.Equal([Permission.ReadOrganization], await _access.PermissionsAsync(_acme.Id, Token));
        Assert.True(await _access.CanAsync(Permission.ApplyRuns, _inNetwork, Token));
    }

    [Fact]
    public async Task A_grant_in_a_workspace_reaches_only_that_one_even_when_it_names_the_project_too()
    {
        var sibling = Workspace(_acme, _network.Id, "sibling");
        _db.Add(sibling);
        await GrantAsync(BuiltInRole.Admin, _acme.Id, _network.Id, _inNetwork.Id);

        await AssertSeesAsync([_acme], [_inNetwork]);
        Assert.Empty(await _access.PermissionsAsync(sibling, Token));
    }

    [Fact]
    public async Task Roles_of_several_grants_add_up()
    {
        await GrantAsync(BuiltInRole.Plan, _acme.Id);
        await GrantAsync(BuiltInRole.Approver, _acme.Id, workspace: _besides.Id);

        Assert.True(await _access.CanAsync(Permission.QueuePlans, _besides, Token));
        Assert.True(await _access.CanAsync(Permission.ApplyRuns, _besides, Token));
        Assert.False(await _access.CanAsync(Permission.ApplyRuns, _inNetwork, Token));
        Assert.False(await _access.CanAsync(Permission.QueueApplies, _besides, Token));
    }

    [Fact]
    public async Task An_organizations_token_does_everything_in_it_and_nothing_outside()
    {
        _caller.Caller = new Caller { Kind = CallerKind.Organization, OrganizationId = _acme.Id };

        await AssertSeesAsync([_acme], [_inNetwork, _besides]);
        Assert.True(await _access.CanAsync(Permission.ManageOrganization, _acme.Id, Token));
        Assert.False(_access.CanAdministerSite);
    }

    [Fact]
    public async Task A_run_reads_its_own_workspace_and_those_that_share_their_state_and_changes_none()
    {
        _caller.Caller = new Caller { Kind = CallerKind.Run, RunId = RunId.New(), OrganizationId = _acme.Id, WorkspaceId = _inNetwork.Id };
        await AssertSeesAsync([_acme], [_inNetwork]);

        _besides.GlobalRemoteState = true;
        _elsewhere.GlobalRemoteState = true;
        await _db.SaveChangesAsync(Token);

        await AssertSeesAsync([_acme], [_inNetwork, _besides]);
        Assert.True(await _access.CanAsync(Permission.ReadState, _inNetwork, Token));
        Permission[] changing = [Permission.WriteState, Permission.LockWorkspace, Permission.ReadVariables, Permission.QueuePlans, Permission.ApplyRuns, Permission.UpdateWorkspace];
        var may = await _access.PermissionsAsync(_inNetwork, Token);
        Assert.DoesNotContain(changing, may.Contains);
    }

    [Fact]
    public async Task Grants_of_one_caller_are_not_the_next_ones()
    {
        await GrantAsync(BuiltInRole.Admin, _acme.Id);
        Assert.True(await _access.CanAsync(Permission.ApplyRuns, _besides, Token));

        _caller.Caller = Callers.Of(new User { UserName = "eve" });

        Assert.False(await _access.CanAsync(Permission.ApplyRuns, _besides, Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _db.DisposeAsync();
        _database.Dispose();
    }

    private async Task GrantAsync(BuiltInRole role, OrganizationId? organization = null, ProjectId? project = null, WorkspaceId? workspace = null)
    {
        _caller.Caller = Callers.Of(_user);
        _db.AccessGrants.Add(new AccessGrant
        {
            Id = AccessGrantId.New(), UserId = _user.Id, RoleId = BuiltInRoles.IdOf(role), OrganizationId = organization, ProjectId = project, WorkspaceId = workspace,
        });
        await _db.SaveChangesAsync(Token);
    }

    [Fact]
    public async Task What_changes_on_one_node_holds_on_every_other_at_once()
    {
        await GrantAsync(BuiltInRole.Read, _acme.Id);
        await using var elsewhere = _database.Open();
        var remembered = new RememberedAccess();
        Task<bool> MayAsync(Permission permission) => new Authorizer(elsewhere, _caller, remembered).CanAsync(permission, _besides, Token).AsTask();
        Assert.True(await MayAsync(Permission.ReadWorkspace));
        Assert.False(await MayAsync(Permission.ApplyRuns));

        await GrantAsync(BuiltInRole.Approver, _acme.Id);
        Assert.True(await MayAsync(Permission.ApplyRuns));

        _db.AccessGrants.RemoveRange(_db.AccessGrants);
        await _db.SaveChangesAsync(Token);
        Assert.False(await MayAsync(Permission.ReadWorkspace));
    }

    [Fact]
    public async Task What_a_transaction_that_came_to_nothing_would_have_given_is_not_there()
    {
        _caller.Caller = Callers.Of(_user);
        var before = await _db.AccessRevisions.Select(r => r.Number).SingleAsync(Token);
        var refused = await _db.InTransactionAsync<Done>(
            async inner =>
            {
                _db.AccessGrants.Add(new AccessGrant { Id = AccessGrantId.New(), UserId = _user.Id, RoleId = BuiltInRoles.IdOf(BuiltInRole.Admin), OrganizationId = _acme.Id });
                await _db.SaveChangesAsync(inner);
                return Refusal.Conflict("It is not to be.");
            },
            Token);

        Assert.NotNull(refused.Refusal);
        Assert.Equal(before, await _db.AccessRevisions.Select(r => r.Number).SingleAsync(Token));
        await AssertSeesAsync([], []);
    }

    [Fact]
    public async Task Every_row_that_gives_rights_raises_the_revision()
    {
        var account = new User { UserName = "account", NormalizedUserName = "ACCOUNT" };
        var team = new Team { Id = TeamId.New(), OrganizationId = _acme.Id, Name = "team", ServiceUserId = account.Id, CreatedAt = default };
        var membership = new OrganizationMembership { Id = OrganizationMembershipId.New(), OrganizationId = _acme.Id, UserId = _user.Id, CreatedAt = default };
        _db.Add(account);
        await _db.SaveChangesAsync(Token);
        var number = await _db.AccessRevisions.Select(r => r.Number).SingleAsync(Token);
        object[] rows =
        [
            team, membership, new TeamMember { TeamId = team.Id, MembershipId = membership.Id },
            new TeamWorkspaceAccess { Id = TeamWorkspaceAccessId.New(), TeamId = team.Id, OrganizationId = _acme.Id, WorkspaceId = _besides.Id },
            new TeamProjectAccess { Id = TeamProjectAccessId.New(), TeamId = team.Id, OrganizationId = _acme.Id, ProjectId = _network.Id },
            new Role { Id = RoleId.New(), OrganizationId = _acme.Id, Name = "r", NormalizedName = "R", CreatedAt = default, UpdatedAt = default },
            new AccessGrant { Id = AccessGrantId.New(), TeamId = team.Id, RoleId = BuiltInRoles.IdOf(BuiltInRole.Read), OrganizationId = _acme.Id },
        ];
        foreach (var row in rows)
        {
            _db.Add(row);
            await _db.SaveChangesAsync(Token);
            Assert.Equal(++number, await _db.AccessRevisions.Select(r => r.Number).SingleAsync(Token));
        }

        Assert.Equal(rows.Select(row => row.GetType()).ToHashSet(), typeof(PlatformDbContext).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IDecidesAccess))).ToHashSet());
        foreach (var row in rows.Reverse())
        {
            _db.Remove(row);
            await _db.SaveChangesAsync(Token);
            Assert.Equal(++number, await _db.AccessRevisions.Select(r => r.Number).SingleAsync(Token));
        }
    }

    /// <summary>What lists show and what single questions answer must be the same.</summary>
    private async Task AssertSeesAsync(Organization[] organizations, Workspace[] workspaces)
    {
        var listed = await (await _access.VisibleOrganizationsAsync(Token)).Select(o => o.Name).ToListAsync(Token);
        Assert.Equal(organizations.Select(o => o.Name).Order(), listed.Order());
        var seen = new List<string>();
        foreach (var organization in new[] { _acme, _globex })
        {
            var may = await _access.CanAsync(Permission.ReadOrganization, organization.Id, Token);
            Assert.Equal(organizations.Contains(organization), may);
            seen.AddRange(await (await _access.VisibleWorkspacesAsync(organization.Id, Token)).Select(w => w.Name).ToListAsync(Token));
        }

        Assert.Equal(workspaces.Select(w => w.Name).Order(), seen.Order());
        foreach (var workspace in new[] { _inNetwork, _besides, _elsewhere })
        {
            Assert.Equal(workspaces.Contains(workspace), await _access.CanAsync(Permission.ReadWorkspace, workspace, Token));
        }
    }

    private static Organization Organization(string name) =>
        new() { Id = OrganizationId.New(), Name = name, NormalizedName = name, DefaultProjectId = ProjectId.New(), CreatedAt = default };

    private static Project Default(Organization organization) =>
        new() { Id = organization.DefaultProjectId, OrganizationId = organization.Id, Name = "Default Project", CreatedAt = default };

    private static Workspace Workspace(Organization organization, ProjectId project, string name) =>
        new() { Id = WorkspaceId.New(), OrganizationId = organization.Id, ProjectId = project, Name = name, NormalizedName = name, CreatedAt = default, UpdatedAt = default };
}
