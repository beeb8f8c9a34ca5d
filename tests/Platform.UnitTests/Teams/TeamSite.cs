using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.Runs;
using Platform.StateVersions;
using Platform.TestKit;
using Platform.UnitTests.Api;

namespace Platform.UnitTests.Teams;

/// <summary>An organization with a team that one person is in, and a workspace in a project of which there is one of everything.</summary>
internal sealed class TeamSite : IAsyncDisposable
{
    private TeamSite(ApiServer api) => Api = api;

    public ApiServer Api { get; }

    public UserId Member { get; private set; }

    public string Team { get; private set; } = "";

    /// <summary>Another team, which access can be given to.</summary>
    public string Others { get; private set; } = "";

    public string Project { get; private set; } = "";

    public WorkspaceId Workspace { get; private set; }

    public Run Run { get; private set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TeamSite> StartAsync(TestDatabase database)
    {
        var site = new TeamSite(await ApiServer.StartAsync(database, cancellationToken: Token));
        var api = site.Api;
        await api.CreateOrganizationAsync();
        site.Member = await api.AddUserAsync("ada");
        site.Team = await site.CreateTeamAsync("builders");
        site.Others = await site.CreateTeamAsync("others", ""","visibility":"organization" """);
        await site.JoinAsync("ada", site.Team);
        site.Project = (await api.SendAsync("POST", "/organizations/demo/projects", """{"data":{"type":"projects","attributes":{"name":"network"}}}""")).Is(201).Id;
        site.Workspace = await api.CreateWorkspaceAsync(relationships: $$$""" "project":{"data":{"type":"projects","id":"{{{site.Project}}}"}} """);
        site.Run = await api.AddRunAsync(site.Workspace, 1, moves: [RunMove.Discard]);
        await api.WithDatabaseAsync(async db =>
        {
            var workspace = await db.Workspaces.SingleAsync(w => w.Id == site.Workspace, Token);
            var state = new StateVersion
            {
                Id = StateVersionId.New(), OrganizationId = workspace.OrganizationId, WorkspaceId = workspace.Id, Status = StateVersionStatus.Finalized, Serial = 1,
                Md5 = new string('a', 32), CreatedAt = workspace.CreatedAt, FinalizedAt = workspace.CreatedAt,
            };
            db.StateVersions.Add(state);
            (workspace.CurrentStateVersionId, workspace.ResourceCount) = (state.Id, 1);
            return await db.SaveChangesAsync(Token);
        });
        return site;
    }

    public async Task<string> CreateTeamAsync(string name, string attributes = "") => (await Api.SendAsync(
        "POST", "/organizations/demo/teams", $$$$"""{"data":{"type":"teams","attributes":{"name":"{{{{name}}}}"{{{{attributes}}}} } } }""")).Is(201).Id;

    /// <summary>Changes a team, or what a team has access to.</summary>
    /// <param name="path">Where it is, for example <c>/teams/team-…</c>.</param>
    /// <param name="attributes">What to change, as members of JSON.</param>
    /// <param name="caller">Who does it, if it is not the administrator.</param>
    public Task<ApiAnswer> ChangeAsync(string path, string attributes, UserId? caller = null) =>
        Api.SendAsync("PATCH", path, $$$$"""{"data":{"attributes":{ {{{{attributes}}}} } } }""", caller);

    /// <summary>Brings a member of the organization into a team.</summary>
    public Task<ApiAnswer> AddAsync(string team, string user, UserId? caller = null) =>
        Api.SendAsync("POST", $"/teams/{team}/relationships/users", $$"""{"data":[{{Ids("users", user)}}]}""", caller);

    /// <summary>Invites somebody of this name, into teams too.</summary>
    public async Task<string> JoinAsync(string name, params string[] teams) => (await Api.SendAsync(
        "POST",
        "/organizations/demo/organization-memberships",
        $$$$"""{"data":{"type":"organization-memberships","attributes":{"email":"{{{{name}}}}@example.com"},"relationships":{"teams":{"data":[{{{{Ids("teams", teams)}}}}]} } } }""")).Is(201).Id;

    public static string Ids(string type, params string[] ids) => string.Join(',', ids.Select(id => $$"""{"type":"{{type}}","id":"{{id}}"}"""));

    /// <summary>Gives a team access to the workspace or the project.</summary>
    public Task<ApiAnswer> GiveAsync(string kind, string attributes, string? team = null, UserId? caller = null) => Api.SendAsync(
        "POST",
        $"/team-{kind}s",
        $$$$"""
        {"data":{"type":"team-{{{{kind}}}}s","attributes":{ {{{{attributes}}}} },"relationships":{
          "team":{"data":{"type":"teams","id":"{{{{team ?? Team}}}}"}},
          "{{{{kind}}}}":{"data":{"type":"{{{{kind}}}}s","id":"{{{{(kind == "workspace" ? Workspace.Value : Project)}}}}"} } } } }
        """,
        caller);

    /// <summary>What the member meets: <c>+</c> allowed, <c>-</c> refused, <c>?</c> told that there is no such thing.</summary>
    public async Task<string> TryAsync(string verb, UserId? caller = null)
    {
        var status = (await SendAsync(verb, caller ?? Member)).Status;
        Assert.InRange(status, 200, 499);
        if (verb is "lock" && status == 200)
        {
            (await Api.SendAsync("POST", $"/workspaces/{Workspace}/actions/force-unlock")).Is(200);
        }

        return status switch { 403 => "-", 404 => "?", _ => "+" };
    }

    public ValueTask DisposeAsync() => Api.DisposeAsync();

    private Task<ApiAnswer> SendAsync(string verb, UserId caller)
    {
        var (method, path, body) = verb switch
        {
            "see" => ("GET", $"/workspaces/{Workspace}", null),
            "runs" => ("GET", $"/workspaces/{Workspace}/runs", null),
            "vars" => ("GET", $"/workspaces/{Workspace}/vars", null),
            "set-var" => ("POST", $"/workspaces/{Workspace}/vars", "{}"),
            "outputs" => ("GET", $"/workspaces/{Workspace}/current-state-version-outputs", null),
            "state" => ("GET", $"/workspaces/{Workspace}/current-state-version", null),
            "push" => ("POST", $"/workspaces/{Workspace}/state-versions", """{"data":{"attributes":{"serial":9,"md5":"d41d8cd98f00b204e9800998ecf8427e"}}}"""),
            "lock" => ("POST", $"/workspaces/{Workspace}/actions/lock", "{}"),
            "break-lock" => ("POST", $"/workspaces/{Workspace}/actions/force-unlock", null),
            "plan" => ("POST", "/runs", NewRun(planOnly: true)),
            "start" => ("POST", "/runs", NewRun(planOnly: false)),
            "confirm" => ("POST", $"/runs/{Run.Id}/actions/apply", "{}"),
            "discard" => ("POST", $"/runs/{Run.Id}/actions/discard", "{}"),
            "cancel" => ("POST", $"/runs/{Run.Id}/actions/cancel", "{}"),
            "comment" => ("POST", $"/runs/{Run.Id}/comments", """{"data":{"attributes":{"body":"hello"}}}"""),
            "update" => ("PATCH", $"/workspaces/{Workspace}", """{"data":{"attributes":{}}}"""),
            "delete" => ("POST", $"/workspaces/{Workspace}/actions/safe-delete", null),
            "teams" => ("GET", $"/team-workspaces?filter[workspace][id]={Workspace}", null),
            "give" => ("POST", "/team-workspaces", Access("workspace", Workspace.Value, "none of these")),
            "mocks" => ("POST", "/plan-exports", $$$"""{"data":{"attributes":{"data-type":"sentinel-mock-bundle-v0"},"relationships":{"plan":{"data":{"id":"{{{Run.PlanId}}}"} } } } }"""),
            "see-project" => ("GET", $"/projects/{Project}", null),
            "update-project" => ("PATCH", $"/projects/{Project}", """{"data":{"attributes":{}}}"""),
            "delete-project" => ("DELETE", $"/projects/{Project}", null),
            "create" => ("POST", "/organizations/demo/workspaces", $$$"""{"data":{"attributes":{"name":"not a name"},"relationships":{"project":{"data":{"id":"{{{Project}}}"} } } } }"""),
            "move-in" => ("POST", $"/projects/{Project}/relationships/workspaces", """{"data":[]}"""),
            "project-teams" => ("GET", $"/team-projects?filter[project][id]={Project}", null),
            "give-project" => ("POST", "/team-projects", Access("project", Project, "none of these")),
            _ => throw new ArgumentException($"There is no verb {verb}.", nameof(verb)),
        };
        return Api.SendAsync(method, path, body, caller);
    }

    private string NewRun(bool planOnly) => $$$"""
        {"data":{"attributes":{"plan-only":{{{(planOnly ? "true" : "false")}}} },"relationships":{
          "workspace":{"data":{"id":"{{{Workspace}}}"}},"configuration-version":{"data":{"id":"{{{Run.ConfigurationVersionId}}}"} } } } }
        """;

    private string Access(string kind, string id, string level) => $$$"""
        {"data":{"attributes":{"access":"{{{level}}}"},"relationships":{"team":{"data":{"id":"{{{Others}}}"}},"{{{kind}}}":{"data":{"id":"{{{id}}}"} } } } }
        """;
}
