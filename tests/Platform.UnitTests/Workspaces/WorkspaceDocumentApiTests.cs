using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.TestKit;
using Platform.UnitTests.Api;

namespace Platform.UnitTests.Workspaces;

/// <summary>Attributes and relations that the tfe provider reads and writes.</summary>
public sealed class WorkspaceDocumentApiTests
{
    private const string Everything = """
        "auto-apply":true,"auto-apply-run-trigger":true,"file-triggers-enabled":false,"trigger-prefixes":["a/","b"],"trigger-patterns":["**/*.tf"],
        "source-name":"a script","source-url":"https://example.com/it","queue-all-runs":true,"speculative-enabled":false,"structured-run-output-enabled":false,
        "allow-destroy-plan":false,"description":"d","working-directory":"x","global-remote-state":true,"assessments-enabled":false,"vcs-repo":null,"agent-pool-id":null
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task What_a_provider_sets_it_reads_back_and_null_clears_what_can_be_empty(TestDatabase database)
    {
        await using var api = await StartAsync(database);
        var made = (await api.SendAsync("POST", "/organizations/demo/workspaces", Attributes($""" "name":"ws1",{Everything} """))).Is(201);

        AssertAll(made);
        AssertAll((await api.SendAsync("PATCH", $"/workspaces/{made.Id}", Attributes(""" "auto-apply":true """))).Is(200));
        AssertAll((await api.SendAsync("GET", $"/workspaces/{made.Id}")).Is(200));

        var cleared = (await api.SendAsync(
            "PATCH",
            $"/workspaces/{made.Id}",
            Attributes(""" "trigger-prefixes":null,"trigger-patterns":[],"source-name":null,"source-url":null,"description":null,"file-triggers-enabled":null """))).Is(200);
        Assert.Equal((0, 0), (cleared.Attribute("trigger-prefixes").GetArrayLength(), cleared.Attribute("trigger-patterns").GetArrayLength()));
        Assert.Equal((null, null, ""), (cleared.Attribute("source-name").GetString(), cleared.Attribute("source-url").GetString(), cleared.Attribute("description").GetString()));
        Assert.False(cleared.Attribute("file-triggers-enabled").GetBoolean());
    }

    [Fact]
    public async Task Every_attribute_and_relation_of_the_wire_is_there()
    {
        await using var api = await StartAsync(TestDatabase.Sqlite);
        var read = (await api.SendAsync("GET", $"/workspaces/{await api.CreateWorkspaceAsync()}")).Is(200).Data;

        string[] attributes =
        [
            "name", "description", "execution-mode", "agent-pool-id", "operations", "auto-apply", "auto-apply-run-trigger", "allow-destroy-plan", "queue-all-runs",
            "speculative-enabled", "file-triggers-enabled", "trigger-prefixes", "trigger-patterns", "terraform-version", "working-directory", "global-remote-state",
            "structured-run-output-enabled", "assessments-enabled", "auto-destroy-at", "auto-destroy-activity-duration", "inherits-project-auto-destroy", "source-name",
            "source-url", "migration-environment", "setting-overwrites", "vcs-repo", "locked", "locked-reason", "created-at", "updated-at", "latest-change-at",
            "environment", "resource-count", "apply-duration-average", "plan-duration-average", "run-failures", "policy-check-failures", "workspace-kpis-runs-count",
            "can-queue-destroy-plan", "tag-names", "actions", "permissions", "vcs-repo-identifier", "unarchived-workspace-change-requests-count",
            "no-code-upgrade-available", "last-assessment-result-at",
        ];
        string[] relations =
        [
            "organization", "project", "current-run", "current-configuration-version", "current-state-version", "agent-pool", "ssh-key", "locked-by", "outputs",
            "tag-bindings", "effective-tag-bindings", "vars",
        ];
        Assert.Empty(attributes.Except(read.GetProperty("attributes").EnumerateObject().Select(a => a.Name)));
        Assert.Empty(relations.Except(read.GetProperty("relationships").EnumerateObject().Select(r => r.Name)));
        Assert.EndsWith("Z", read.GetProperty("attributes").GetProperty("created-at").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vcs-repo", """{"identifier":"a/b","oauth-token-id":"ot-1"}""")]
    [InlineData("agent-pool-id", "\"apool-1\"")]
    [InlineData("assessments-enabled", "true")]
    [InlineData("auto-destroy-at", "\"2030-01-01T00:00:00Z\"")]
    [InlineData("auto-destroy-activity-duration", "\"14d\"")]
    [InlineData("trigger-prefixes", "[null]")]
    [InlineData("source-name", "", 201)]
    public async Task What_nobody_would_carry_out_is_refused_at_its_attribute(string attribute, string value, int repeat = 0)
    {
        await using var api = await StartAsync(TestDatabase.Sqlite);
        value = repeat == 0 ? value : $"\"{new string('x', repeat)}\"";

        var refused = (await api.SendAsync("POST", "/organizations/demo/workspaces", Attributes($""" "name":"ws1","{attribute}":{value} """))).Is(422);

        Assert.Equal($"/data/attributes/{attribute}", refused.Pointer);
        Assert.Empty((await api.SendAsync("GET", "/organizations/demo/workspaces")).Names);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task What_is_asked_for_stands_beside_the_workspace_and_its_relation_names_it(TestDatabase database)
    {
        await using var api = await StartAsync(database);
        var workspace = await api.CreateWorkspaceAsync(relationships: """ "tag-bindings":{"data":[{"attributes":{"key":"env","value":"prod"}}]} """);
        (await api.SendAsync("POST", $"/workspaces/{workspace}/vars", """{"data":{"attributes":{"key":"a","value":"1","category":"terraform"}}}""")).Is(201);
        var run = await api.AddRunAsync(workspace, 1);
        await api.WithDatabaseAsync(db => db.Workspaces.Where(w => w.Id == workspace).ExecuteUpdateAsync(row => row.SetProperty(w => w.HoldingRunId, run.Id), Token));

        var read = (await api.SendAsync(
            "GET", $"/workspaces/{workspace}?include=organization,project,current_run,current_run.plan,current_run.configuration_version,locked_by,vars,tag_bindings,effective_tag_bindings,outputs,current-state-version")).Is(200);

        Assert.Equal(
            "configuration-versions effective-tag-bindings organizations plans projects runs tag-bindings vars",
            string.Join(' ', read.Json.GetProperty("included").EnumerateArray().Select(r => r.GetProperty("type").GetString()).Order()));
        Assert.Equal(1, read.Related("vars").GetArrayLength());
        Assert.Equal(1, read.Related("effective-tag-bindings").GetArrayLength());
        Assert.Equal(0, read.Related("outputs").GetArrayLength());
        Assert.Equal(run.Id.Value, read.Related("locked-by").GetProperty("id").GetString());
        (await api.SendAsync("GET", $"/workspaces/{workspace}?include=current_run.plan,nonsense.plan")).Is(400);
    }

    [Fact]
    public async Task More_workspaces_with_all_beside_them_cost_no_more_queries()
    {
        await using var api = await StartAsync(TestDatabase.Sqlite);
        await AddAsync(0);
        var few = await CountAsync();
        for (var index = 1; index < 6; index++)
        {
            await AddAsync(index);
        }

        Assert.Equal(few, await CountAsync());

        async Task AddAsync(int index)
        {
            var workspace = await api.CreateWorkspaceAsync($"ws{index}");
            (await api.SendAsync("POST", $"/workspaces/{workspace}/vars", """{"data":{"attributes":{"key":"a","value":"1","category":"terraform"}}}""")).Is(201);
            await api.AddRunAsync(workspace, index);
        }

        async Task<int> CountAsync()
        {
            const string Path = "/organizations/demo/workspaces?include=organization,project,current_run,current_run.plan,current_run.configuration_version,locked_by,vars,outputs,effective_tag_bindings,current-state-version";
            (await api.SendAsync("GET", Path)).Is(200);
            api.Commands = 0;
            (await api.SendAsync("GET", Path)).Is(200);
            return api.Commands;
        }
    }

    private static async Task<ApiServer> StartAsync(TestDatabase database)
    {
        var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        return api;
    }

    private static string Attributes(string attributes) => $$$$"""{"data":{"type":"workspaces","attributes":{ {{{{attributes}}}} }}}""";

    private static void AssertAll(ApiAnswer answer)
    {
        using var sent = JsonDocument.Parse($"{{{Everything}}}");
        foreach (var attribute in sent.RootElement.EnumerateObject())
        {
            Assert.Equal(attribute.Value.GetRawText(), answer.Attribute(attribute.Name).GetRawText());
        }
    }
}
