using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Access;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.TestKit;
using Platform.UnitTests.Api;
using Platform.Variables.Sets;

namespace Platform.UnitTests.Variables.Sets;

public sealed class EffectiveVariablesTests
{
    private static readonly VariableLevel[] Levels = Enum.GetValues<VariableLevel>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Of_every_two_levels_the_stronger_one_gives_the_value(TestDatabase database)
    {
        await using var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var workspace = await api.CreateWorkspaceAsync();
        var project = await ProjectOfAsync(api, workspace);
        var given = new List<JobVariable>();

        // Written from the weakest to the strongest and named backwards, so that neither order nor name decides.
        foreach (var level in Levels.Reverse())
        {
            var keys = Levels.Where(other => other != level).Select(other => Key(level, other)).ToArray();
            if (level == VariableLevel.Run)
            {
                given.AddRange(keys.Select(key => new JobVariable(key, level.ToString(), VariableCategory.Terraform, IsHcl: true, IsSensitive: false)));
            }
            else if (level == VariableLevel.Workspace)
            {
                foreach (var key in keys)
                {
                    (await api.SendAsync("POST", $"/workspaces/{workspace}/vars", Variable(key, level.ToString()))).Is(201);
                }
            }
            else
            {
                await MakeSetAsync(api, level, workspace, project, keys);
            }
        }

        var found = (await ForRunAsync(api, workspace, given)).ToDictionary(variable => variable.Key, variable => variable.Value);

        Assert.Equal(Levels.Length * (Levels.Length - 1) / 2, found.Count);
        Assert.All(
            from stronger in Levels from weaker in Levels where stronger < weaker select (stronger, weaker),
            pair => Assert.Equal(pair.stronger.ToString(), found[Key(pair.stronger, pair.weaker)]));
    }

    [Fact]
    public void The_levels_are_the_documented_ones_in_their_order() => Assert.Equal(
        [
            "PriorityGlobalSet", "PriorityProjectSet", "PriorityWorkspaceSet", "PriorityProjectSetOfProject", "PriorityWorkspaceSetOfProject", "Run", "Workspace",
            "WorkspaceSetOfProject", "ProjectSetOfProject", "WorkspaceSet", "ProjectSet", "GlobalSet",
        ],
        Levels.Select(level => level.ToString()));

    [Fact]
    public async Task Of_equally_strong_sets_the_one_whose_name_sorts_first_wins()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var workspace = await api.CreateWorkspaceAsync();
        foreach (var name in (string[])["zebra", "ape", "bear"])
        {
            var set = (await api.SendAsync("POST", "/organizations/demo/varsets", Set(name, global: true))).Is(201).Id;
            (await api.SendAsync("POST", $"/varsets/{set}/relationships/vars", Variable("animal", name))).Is(201);
        }

        var all = (await api.SendAsync("GET", $"/workspaces/{workspace}/all-vars")).Is(200).Data.EnumerateArray().Single();

        Assert.Equal("ape", all.GetProperty("attributes").GetProperty("value").GetString());
        Assert.Equal("varsets", all.GetProperty("relationships").GetProperty("configurable").GetProperty("data").GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_key_of_both_categories_is_two_variables_and_of_two_given_with_a_run_the_last_counts()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var workspace = await api.CreateWorkspaceAsync();
        (await api.SendAsync("POST", $"/workspaces/{workspace}/vars", """{"key":"a","value":"env","category":"env"}""")).Is(201);
        (await api.SendAsync("POST", $"/workspaces/{workspace}/vars", """{"key":"a","value":"own","category":"terraform"}""")).Is(201);

        var found = await ForRunAsync(api, workspace, [Given("1"), Given("2")]);

        Assert.Equal([("2", VariableCategory.Terraform), ("env", VariableCategory.Env)], found.Select(v => (v.Value, v.Category)));

        static JobVariable Given(string value) => new("a", value, VariableCategory.Terraform, IsHcl: true, IsSensitive: false);
    }

    private static async Task<IReadOnlyList<JobVariable>> ForRunAsync(ApiServer api, WorkspaceId id, IReadOnlyList<JobVariable> given) =>
        await api.WithServicesAsync(async services =>
        {
            services.GetRequiredService<CallerAccessor>().Caller = Caller.Platform;
            var workspace = await services.GetRequiredService<Platform.Persistence.PlatformDbContext>().Workspaces.SingleAsync(w => w.Id == id, Token);
            return await services.GetRequiredService<EffectiveVariables>().ForRunAsync(workspace, given, Token);
        });

    private static async Task MakeSetAsync(ApiServer api, VariableLevel level, WorkspaceId workspace, string project, string[] keys)
    {
        var name = level.ToString();
        var parent = name.EndsWith("OfProject", StringComparison.Ordinal) ? $$$$$$"""{"parent":{"data":{"type":"projects","id":"{{{{{{project}}}}}}"}}}""" : "{}";
        var global = name.Contains("Global", StringComparison.Ordinal);
        var body = $$$"""
            {"data":{"type":"varsets","attributes":{"name":"{{{99 - (int)level}}}","global":{{{Json(global)}}},"priority":{{{Json(name.StartsWith("Priority", StringComparison.Ordinal))}}}},"relationships":{{{parent}}}}}
            """;
        var set = (await api.SendAsync("POST", "/organizations/demo/varsets", body)).Is(201).Id;
        foreach (var key in keys)
        {
            (await api.SendAsync("POST", $"/varsets/{set}/relationships/vars", Variable(key, name))).Is(201);
        }

        if (!global)
        {
            var (places, id) = name.Contains("WorkspaceSet", StringComparison.Ordinal) ? ("workspaces", workspace.Value) : ("projects", project);
            (await api.SendAsync("POST", $"/varsets/{set}/relationships/{places}", $$$"""{"data":[{"type":"{{{places}}}","id":"{{{id}}}"}]}""")).Is(204);
        }
    }

    private static async Task<string> ProjectOfAsync(ApiServer api, WorkspaceId workspace) =>
        (await api.SendAsync("GET", $"/workspaces/{workspace}")).Is(200).Related("project").GetProperty("id").GetString()!;

    private static string Key(VariableLevel one, VariableLevel other) => one < other ? $"{one}_{other}" : $"{other}_{one}";

    private static string Json(bool value) => value ? "true" : "false";

    private static string Set(string name, bool global) => $$$$$$"""{"data":{"type":"varsets","attributes":{"name":"{{{{{{name}}}}}}","global":{{{{{{Json(global)}}}}}}}}}""";

    private static string Variable(string key, string value) =>
        $$$$$$"""{"data":{"type":"vars","attributes":{"key":"{{{{{{key}}}}}}","value":"{{{{{{value}}}}}}","category":"terraform"}}}""";
}
