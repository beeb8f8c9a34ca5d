using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Identity;
using Platform.Organizations;
using Platform.Persistence;
using Platform.UnitTests.Persistence;
using Platform.Workspaces;

namespace Platform.UnitTests.Access;

public sealed class AuthorizerTests : IDisposable
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
        _access = new Authorizer(_db, _caller);
        _network = new Project { Id = ProjectId.New(), OrganizationId = _acme.Id, Name = "network", CreatedAt = default };
        _inNetwork = Workspace(_acme, _network.Id, "in-network");
        _besides = Workspace(_acme, _acme.DefaultProjectId, "besides");
        _elsewhere = Workspace(_globex, _globex.DefaultProjectId, "elsewhere");
        _db.AddRange(_user, _acme, _globex, _network, Default(_acme), Default(_globex), _inNetwork, _besides, _elsewhere);
        _db.SaveChanges();
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
        Grant(BuiltInRole.Read, _acme.Id);

        await AssertSeesAsync([_acme], [_inNetwork, _besides]);
        Assert.False(await _access.CanAsync(Permission.QueuePlans, _besides, Token));
    }

    [Fact]
    public async Task A_grant_at_the_site_reaches_every_organization()
    {
        Grant(BuiltInRole.Read);

        await AssertSeesAsync([_acme, _globex], [_inNetwork, _besides, _elsewhere]);
        Assert.False(_access.CanAdministerSite);
    }

    [Fact]
    public async Task A_grant_in_a_project_reaches_its_workspaces_and_shows_that_the_organization_exists()
    {
        Grant(BuiltInRole.Write, _acme.Id, _network.Id);

        await AssertSeesAsync([_acme], [_inNetwork]);
        Assert.Equal([Permission.ReadOrganization], await _access.PermissionsAsync(_acme.Id, Token));
        Assert.True(await _access.CanAsync(Permission.ApplyRuns, _inNetwork, Token));
    }

    [Fact]
    public async Task A_grant_in_a_workspace_reaches_only_that_one_even_when_it_names_the_project_too()
    {
        var sibling = Workspace(_acme, _network.Id, "sibling");
        _db.Add(sibling);
        Grant(BuiltInRole.Admin, _acme.Id, _network.Id, _inNetwork.Id);

        await AssertSeesAsync([_acme], [_inNetwork]);
        Assert.Empty(await _access.PermissionsAsync(sibling, Token));
    }

    [Fact]
    public async Task Roles_of_several_grants_add_up()
    {
        Grant(BuiltInRole.Plan, _acme.Id);
        Grant(BuiltInRole.Approver, _acme.Id, workspace: _besides.Id);

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
        Grant(BuiltInRole.Admin, _acme.Id);
        Assert.True(await _access.CanAsync(Permission.ApplyRuns, _besides, Token));

        _caller.Caller = Callers.Of(new User { UserName = "eve" });

        Assert.False(await _access.CanAsync(Permission.ApplyRuns, _besides, Token));
    }

    public void Dispose()
    {
        _db.Dispose();
        _database.Dispose();
    }

    private void Grant(BuiltInRole role, OrganizationId? organization = null, ProjectId? project = null, WorkspaceId? workspace = null)
    {
        _caller.Caller = Callers.Of(_user);
        _db.AccessGrants.Add(new AccessGrant
        {
            Id = AccessGrantId.New(), UserId = _user.Id, RoleId = BuiltInRoles.IdOf(role), OrganizationId = organization, ProjectId = project, WorkspaceId = workspace,
        });
        _db.SaveChanges();
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
