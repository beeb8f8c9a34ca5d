using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Access;
using Platform.Access.Roles;
using Platform.Agents;
using Platform.Blobs;
using Platform.ConfigurationVersions;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Identity;
using Platform.Identity.ServiceAccounts;
using Platform.Identity.Tokens;
using Platform.Organizations.Tags;
using Platform.Persistence;
using Platform.Runs;
using Platform.Runs.Exports;
using Platform.Secrets;
using Platform.StateVersions;
using Platform.Teams;
using Platform.TestKit;
using Platform.Workspaces;

namespace Platform.UnitTests.Contract;

/// <summary>The whole server with two organizations that have one of everything: a person who may do all in the one, and nothing in the other.</summary>
internal sealed class ContractSite : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Settings = new() { ["Logging:LogLevel:Default"] = "None" };
    private readonly TestPlatform _platform;
    private HttpClient? _plain;
    private int _made;

    private ContractSite(TestPlatform platform) => _platform = platform;

    /// <summary>What the person may see.</summary>
    public Possessions Own { get; private set; } = null!;

    /// <summary>What is somebody else's.</summary>
    public Possessions Foreign { get; private set; } = null!;

    public DatabaseContents Contents { get; private set; } = null!;

    public IReadOnlyList<ApiRoute> Routes { get; private set; } = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public IEnumerable<EndpointDataSource> Endpoints => _platform.Services!.GetServices<EndpointDataSource>();

    public static async Task<ContractSite> StartAsync()
    {
        var site = new ContractSite(await TestPlatform.StartAsync(new TestOptions { Workers = false, Settings = Settings }, Token));
        var services = site._platform.Services!;
        site.Routes = ApiRoute.Of(services.GetServices<EndpointDataSource>(), "/api/v2/", "/signed/", "/agent/", "/state/v1/");
        site.Foreign = await site.MakeAsync();
        site.Contents = await DatabaseContents.OpenAsync(await site.WithDatabaseAsync((db, _) => Task.FromResult(db.Database.GetConnectionString()!)), Token);
        await site.RenewAsync();
        return site;
    }

    /// <summary>Gives the person everything anew, after a request took something of it away.</summary>
    public async Task RenewAsync()
    {
        await MakeOwnAsync();
        await Contents.ReadAsync(Token);
    }

    /// <summary>The same for who does not look at <see cref="Contents"/>.</summary>
    public async Task MakeOwnAsync() => Own = await MakeAsync();

    /// <summary>Sends a request with the person's token.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Own.Token);
        return _platform.Client.SendAsync(request, Token);
    }

    /// <summary>Sends a request with a token, or without one; that answers are as the API describes itself others look at.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? token)
    {
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return Plain.SendAsync(request, Token);
    }

    /// <summary>One of every kind of caller, for what is the person's own.</summary>
    public Task<IReadOnlyList<Asker>> MakeAskersAsync() => WithDatabaseAsync((db, _) => Askers.MakeAsync(db, Own, Foreign, _platform.AdminToken, Token));

    /// <summary>The addresses of the pages.</summary>
    public IReadOnlyList<RoutePattern> Pages =>
    [
        .. Endpoints.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null && !endpoint.RoutePattern.Parameters.Any(parameter => parameter.IsCatchAll))
            .Select(endpoint => endpoint.RoutePattern).DistinctBy(pattern => pattern.RawText).OrderBy(pattern => pattern.RawText, StringComparer.Ordinal),
    ];

    /// <summary>Opens a page with the cookie of somebody who signed in, or without one.</summary>
    public async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, UserId? person)
    {
        if (person is { } id)
        {
            await using var scope = _platform.Services!.CreateAsyncScope();
            var user = await scope.ServiceProvider.GetRequiredService<PlatformDbContext>().Users.SingleAsync(u => u.Id == id, Token);
            var principal = await scope.ServiceProvider.GetRequiredService<SignInManager<User>>().CreateUserPrincipalAsync(user);
            var options = scope.ServiceProvider.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
            request.Headers.Add("Cookie", $"{options.Cookie.Name}={options.TicketDataFormat.Protect(new AuthenticationTicket(principal, IdentityConstants.ApplicationScheme))}");
        }

        return await Plain.SendAsync(request, Token);
    }

    /// <summary>A client without a token.</summary>
    public HttpClient Anonymous() => _platform.CreateClient(token: null);

    /// <summary>Whether everything of <see cref="Own"/> that was in these rows is still there under its id and name.</summary>
    public bool IsWhole(IReadOnlyList<string> gone) =>
        Own.Ids.Values.Where(id => gone.Any(row => row.Contains(id, StringComparison.Ordinal))).All(id => Contents.Rows.Any(row => row.Contains(id, StringComparison.Ordinal)));

    public async ValueTask DisposeAsync()
    {
        _plain?.Dispose();
        if (Contents is { } contents)
        {
            await contents.DisposeAsync();
        }

        await _platform.DisposeAsync();
    }

    private HttpClient Plain => _plain ??= _platform.CreatePlainClient(token: null);

    private async Task<T> WithDatabaseAsync<T>(Func<PlatformDbContext, IServiceProvider, Task<T>> work)
    {
        await using var scope = _platform.Services!.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerAccessor>().Caller = Caller.Platform;
        return await work(scope.ServiceProvider.GetRequiredService<PlatformDbContext>(), scope.ServiceProvider);
    }

    private async Task<Possessions> MakeAsync()
    {
        var number = ++_made;
        var organization = await _platform.Api.CreateOrganizationAsync(Token, $"organization-{number}");
        var workspace = (await _platform.Api.CreateWorkspaceAsync(organization, Token, name: $"workspace-{number}")).GetProperty("id").GetString()!;
        var project = await _platform.Api.PostAsync($"organizations/{organization}/projects", "projects", new { name = $"project-{number}" }, Token);
        var variable = await _platform.Api.PostAsync($"workspaces/{workspace}/vars", "vars", new { key = $"variable_{number}", value = "v", category = "terraform" }, Token);
        var set = await _platform.Api.PostAsync($"organizations/{organization}/varsets", "varsets", new { name = $"set-{number}", global = true }, Token);
        await _platform.Api.PostAsync($"varsets/{set.GetProperty("id").GetString()}/relationships/vars", "vars", new { key = "shared", value = "v", category = "env" }, Token);
        return await WithDatabaseAsync((db, services) => AddRowsAsync(db, services, number, organization, WorkspaceId.Wrap(workspace), project, variable, set));
    }

    private static async Task<Possessions> AddRowsAsync(
        PlatformDbContext db, IServiceProvider services, int number, string organizationName, WorkspaceId workspaceId, JsonElement project, JsonElement variable, JsonElement set)
    {
        var now = TimeProvider.System.GetUtcNow();
        var workspace = await db.Workspaces.SingleAsync(w => w.Id == workspaceId, Token);
        var user = new User { UserName = $"person-{number}", NormalizedUserName = $"PERSON-{number}", SecurityStamp = $"stamp-{number}" };
        var token = IssuedToken.ForUser(user.Id, "for the test", now, expiresAt: null);
        var other = IssuedToken.ForUser(user.Id, "another", now, expiresAt: null);
        var configuration = new ConfigurationVersion
        {
            Id = ConfigurationVersionId.New(), OrganizationId = workspace.OrganizationId, WorkspaceId = workspaceId,
            Status = ConfigurationVersionStatus.Uploaded, CreatedAt = now, UploadedAt = now,
        };
        var run = new Run
        {
            Id = RunId.New(), OrganizationId = workspace.OrganizationId, WorkspaceId = workspaceId, ConfigurationVersionId = configuration.Id,
            PlanId = PlanId.New(), ApplyId = ApplyId.New(), Status = RunStatus.Planned, HasChanges = true, CreatedAt = now, StatusChangedAt = now, CreatedByUserId = user.Id,
        };
        var state = new StateVersion
        {
            Id = StateVersionId.New(), OrganizationId = workspace.OrganizationId, WorkspaceId = workspaceId, Status = StateVersionStatus.Finalized,
            Serial = 1, Md5 = new string('a', 32), CreatedAt = now, FinalizedAt = now,
        };
        var outputId = StateVersionOutputId.New();
        var output = new StateVersionOutput
        {
            Id = outputId, StateVersionId = state.Id, Name = "a", IsSensitive = false, Type = "string",
            EncryptedValue = await services.GetRequiredService<ISecretBox>().SealAsync(workspace.OrganizationId, outputId.Value, "\"value\""u8.ToArray(), Token),
        };
        var job = new Job
        {
            Id = JobId.New(), OrganizationId = workspace.OrganizationId, WorkspaceId = workspaceId, RunId = run.Id, Phase = PhaseKind.Plan, Priority = 1,
            Status = JobStatus.Finished, QueuedAt = now, EndedAt = now,
        };
        var export = PlanExport.Of(run, now);
        export.Finish(now);
        var comment = new RunEvent { Id = RunEventId.New(), RunId = run.Id, Action = "commented", Status = RunStatus.Pending, Comment = "hello", At = now };
        var (team, account) = NewTeam.Of(workspace.OrganizationId, "team", isOwners: false, now);
        var membership = new OrganizationMembership { Id = OrganizationMembershipId.New(), OrganizationId = workspace.OrganizationId, UserId = user.Id, CreatedAt = now };
        var inWorkspace = new TeamWorkspaceAccess { Id = TeamWorkspaceAccessId.New(), TeamId = team.Id, OrganizationId = workspace.OrganizationId, WorkspaceId = workspaceId };
        var inProject = new TeamProjectAccess
        {
            Id = TeamProjectAccessId.New(), TeamId = team.Id, OrganizationId = workspace.OrganizationId, ProjectId = ProjectId.Wrap(project.GetProperty("id").GetString()!),
        };
        var role = new Role
        {
            Id = RoleId.New(), OrganizationId = workspace.OrganizationId, Name = "role", NormalizedName = "ROLE", Permissions = ["runs:read"], CreatedAt = now, UpdatedAt = now,
        };
        var service = new User { UserName = $"api-service_{number}", NormalizedUserName = $"API-SERVICE_{number}", SecurityStamp = $"service-{number}" };
        var serviceAccount = new ServiceAccount
        {
            Id = ServiceAccountId.New(), OrganizationId = workspace.OrganizationId, Name = "service", NormalizedName = "SERVICE", UserId = service.Id, CreatedAt = now,
        };
        service.ServiceAccountId = serviceAccount.Id;
        var grant = new AccessGrant { Id = AccessGrantId.New(), TeamId = team.Id, RoleId = role.Id, OrganizationId = workspace.OrganizationId, CreatedAt = now };
        db.AddRange(role, service, serviceAccount, grant, account, team, membership, new TeamMember { TeamId = team.Id, MembershipId = membership.Id }, inWorkspace, inProject);
        db.AddRange(
            user, token.Token, other.Token, configuration, run, state, output, job, export,
            new Plan { Id = run.PlanId, RunId = run.Id },
            new Apply { Id = run.ApplyId, RunId = run.Id },
            new RunEvent { Id = RunEventId.New(), RunId = run.Id, Action = "created", Status = RunStatus.Pending, At = now },
            comment,
            new WorkspaceTag { OrganizationId = workspace.OrganizationId, WorkspaceId = workspaceId, Key = "tag" },
            new AccessGrant { Id = AccessGrantId.New(), UserId = user.Id, RoleId = BuiltInRoles.IdOf(BuiltInRole.Admin), OrganizationId = workspace.OrganizationId });
        (workspace.CurrentStateVersionId, workspace.CurrentRunId, workspace.CurrentConfigurationVersionId) = (state.Id, run.Id, configuration.Id);
        await db.SaveChangesAsync(Token);
        var blobs = services.GetRequiredService<IEncryptedBlobs>();
        await blobs.PutAsync(workspace.OrganizationId, BlobName.State(state.Id), new MemoryStream("{}"u8.ToArray()), Token);
        await blobs.PutAsync(workspace.OrganizationId, BlobName.Configuration(configuration.Id), new MemoryStream([0]), Token);
        return new Possessions(token.Secret, new Dictionary<string, string>
        {
            ["organization"] = organizationName,
            ["name"] = workspace.Name,
            ["workspace"] = workspace.Name,
            [OrganizationId.Prefix] = workspace.OrganizationId.Value,
            [ProjectId.Prefix] = project.GetProperty("id").GetString()!,
            [VariableId.Prefix] = variable.GetProperty("id").GetString()!,
            [WorkspaceId.Prefix] = workspaceId.Value,
            [VariableSetId.Prefix] = set.GetProperty("id").GetString()!,
            [ConfigurationVersionId.Prefix] = configuration.Id.Value,
            [RunId.Prefix] = run.Id.Value,
            [CommentId.Prefix] = RunCommentDocument.IdOf(comment),
            ["tag"] = TagId.Of(workspace.OrganizationId, "tag"),
            [TeamId.Prefix] = team.Id.Value,
            [OrganizationMembershipId.Prefix] = membership.Id.Value,
            [TeamWorkspaceAccessId.Prefix] = inWorkspace.Id.Value,
            [TeamProjectAccessId.Prefix] = inProject.Id.Value,
            [PlanId.Prefix] = run.PlanId.Value,
            [PlanExportId.Prefix] = export.Id.Value,
            [ApplyId.Prefix] = run.ApplyId.Value,
            [JobId.Prefix] = job.Id.Value,
            [StateVersionId.Prefix] = state.Id.Value,
            [StateVersionOutputId.Prefix] = output.Id.Value,
            [UserId.Prefix] = user.Id.Value,
            [ApiTokenId.Prefix] = other.Token.Id.Value,
            [RoleId.Prefix] = role.Id.Value,
            [AccessGrantId.Prefix] = grant.Id.Value,
            [ServiceAccountId.Prefix] = serviceAccount.Id.Value,
        });
    }
}

/// <summary>One of everything: a person's token, and ids by their prefix (names by the name of the route parameter).</summary>
internal sealed record Possessions(string Token, IReadOnlyDictionary<string, string> Ids);
