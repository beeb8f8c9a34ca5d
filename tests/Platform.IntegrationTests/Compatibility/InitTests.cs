using System.Text.Json;
using Platform.IntegrationTests.CommandLine;
using Platform.TestKit;

namespace Platform.IntegrationTests.Compatibility;

/// <summary>What <c>init</c> finds, makes and asks for.</summary>
public sealed class InitTests(SharedPlatform shared, CompatibilityTable table) : CompatibilityTests(shared, table)
{
    private const string Cloud = "has been successfully initialized!";
    private const string Remote = "Successfully configured the backend \"remote\"!";

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_workspace_that_is_named_is_made_once(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = Configured(await OpenAsync(client, backend, database), "name = \"main\"");

        bench.See(Init("`init`, the workspace is new"), await bench.TryAsync(cancellationToken, "init", "-no-color", "-input=false"), 0, Says(backend));
        var made = await bench.IdAsync(cancellationToken);
        Assert.StartsWith("1.", Attribute(await bench.WorkspaceAsync(cancellationToken), "terraform-version").GetString(), StringComparison.Ordinal);
        bench.See(Init("`init` again"), await bench.TryAsync(cancellationToken, "init", "-no-color", "-input=false"), 0, "has been successfully initialized!");
        using var second = Configured(bench.Another(), "name = \"main\"");
        bench.See(Init("`init`, the workspace exists"), await second.TryAsync(cancellationToken, "init", "-no-color", "-input=false"), 0, Says(backend));
        Assert.Equal(made, await bench.IdAsync(cancellationToken));
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task Settings_come_from_a_file_or_the_environment(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database);
        bench.Cli.Write("main.tf", OneResource);
        if (backend == Backend.Remote)
        {
            bench.UseBlock("");
            bench.Cli.Write("settings.tfbackend", $"hostname = \"{bench.Platform.Host}\"\norganization = \"{bench.Organization}\"\nworkspaces {{\n  name = \"main\"\n}}\n");
            bench.See(
                Init("`init -backend-config=FILE`"), await bench.TryAsync(cancellationToken, "init", "-no-color", "-input=false", "-backend-config=settings.tfbackend"), 0, Remote);
        }
        else
        {
            // The client never makes a workspace that only the environment names.
            await bench.Api.CreateWorkspaceAsync(bench.Organization, cancellationToken, name: "main");
            bench.UseBlock("");
            bench.Cli.Environment["TF_CLOUD_HOSTNAME"] = bench.Platform.Host;
            bench.Cli.Environment["TF_CLOUD_ORGANIZATION"] = bench.Organization;
            bench.Cli.Environment["TF_WORKSPACE"] = "main";
            bench.See(
                Init("`init` with `TF_CLOUD_HOSTNAME`, `TF_CLOUD_ORGANIZATION`, `TF_WORKSPACE`"),
                await bench.TryAsync(cancellationToken, "init", "-no-color", "-input=false"),
                0,
                Cloud);
        }

        Assert.Contains("Plan: 1 to add", await bench.RunAsync(cancellationToken, "plan", "-no-color"), StringComparison.Ordinal);
        Assert.Equal(["planned_and_finished"], await bench.RunsAsync(cancellationToken));
    }

    [Theory, MemberData(nameof(OnlyCloud))]
    public async Task A_project_that_is_named_is_made_with_its_workspace(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = Configured(await OpenAsync(client, backend, database), "name = \"main\"\nproject = \"storage\"");

        bench.See(Init("`init` with `project`"), await bench.TryAsync(cancellationToken, "init", "-no-color", "-input=false"), 0, Cloud);

        Assert.Equal("storage", await ProjectOfAsync(bench, "main"));
        using var second = Configured(bench.Another(), "name = \"other\"");
        second.Cli.Environment["TF_CLOUD_PROJECT"] = "networking";
        bench.See(Init("`init` with `TF_CLOUD_PROJECT`"), await second.TryAsync(cancellationToken, "init", "-no-color", "-input=false"), 0, Cloud);
        Assert.Equal("networking", await ProjectOfAsync(bench, "other"));
    }

    [Theory, MemberData(nameof(OnlyCloud))]
    public async Task A_workspace_that_init_asks_for_gets_the_tags(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = Configured(await OpenAsync(client, backend, database), "tags = [\"app\", \"net\"]");
        await bench.Api.CreateWorkspaceAsync(bench.Organization, cancellationToken, new Dictionary<string, object>(), "untagged");

        var outcome = await bench.AnswerAsync(["init", "-no-color"], [("Enter a value:", "wsa\n")], cancellationToken);

        bench.See(Init("`init` with `tags = [\"app\", \"net\"]`, no such workspace"), outcome, 0, Cloud);
        Assert.Equal(["app", "net"], Attribute(await bench.WorkspaceAsync(cancellationToken, "wsa"), "tag-names").EnumerateArray().Select(name => name.GetString()).Order());
        using var second = Configured(bench.Another(), "tags = [\"app\", \"net\"]");
        bench.See(Init("`init` with `tags = [\"app\", \"net\"]`, one workspace"), await second.TryAsync(cancellationToken, "init", "-no-color", "-input=false"), 0, Cloud);
        bench.See(Init("`workspace list` with `tags = [\"app\", \"net\"]`"), await second.TryAsync(cancellationToken, "workspace", "list"), 0, "* wsa");
        using var third = Configured(bench.Another(), "tags = [\"app\", \"other\"]");
        bench.See(
            Init("`init` with `tags` that no workspace has all of, `-input=false`"),
            await third.TryAsync(cancellationToken, "init", "-no-color", "-input=false"),
            1,
            "Error: No existing workspaces.");
    }

    [Theory, MemberData(nameof(OnlyCloud))]
    public async Task Tags_may_have_values(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = Configured(await OpenAsync(client, backend, database), "tags = {\n  env = \"prod\"\n  tier = \"web\"\n}");
        if (client == "tofu")
        {
            bench.See(Init("`init` with `tags = { env = \"prod\" }`"), await bench.TryAsync(cancellationToken, "init", "-no-color", "-input=false"), 1, "Error: ");
            return;
        }

        var outcome = await bench.AnswerAsync(["init", "-no-color"], [("Enter a value:", "wsa\n")], cancellationToken);

        bench.See(Init("`init` with `tags = { env = \"prod\" }`"), outcome, 0, Cloud);
        var bindings = await bench.Api.GetAsync($"workspaces/{await bench.IdAsync(cancellationToken, "wsa")}/tag-bindings", cancellationToken);
        Assert.Equal(["env=prod", "tier=web"], bindings.EnumerateArray().Select(tag => $"{Attribute(tag, "key")}={Attribute(tag, "value")}").Order());
    }

    [Theory, MemberData(nameof(OnlyRemote))]
    public async Task Workspaces_with_a_prefix_are_made_by_hand(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = Configured(await OpenAsync(client, backend, database), "prefix = \"net-\"");

        bench.See(Init("`init` with `prefix`, no workspace, `-input=false`"), await bench.TryAsync(cancellationToken, "init", "-no-color", "-input=false"), 1, "Error: No existing workspaces.");
        await bench.Api.CreateWorkspaceAsync(bench.Organization, cancellationToken, name: "net-dev");
        bench.See(Init("`init` with `prefix`, one workspace"), await bench.TryAsync(cancellationToken, "init", "-no-color", "-input=false"), 0, "has been successfully initialized!");
    }

    /// <summary>Writes a configuration with this inside <c>workspaces {}</c> and leaves <c>init</c> to the test.</summary>
    private static Workbench Configured(Workbench bench, string workspaces)
    {
        bench.Cli.Write("main.tf", OneResource);
        bench.UseWorkspaces(workspaces);
        return bench;
    }

    private static string Says(Backend backend) => backend == Backend.Cloud ? Cloud : Remote;

    private static JsonElement Attribute(JsonElement document, string name) => document.GetProperty("attributes").GetProperty(name);

    private static async Task<string?> ProjectOfAsync(Workbench bench, string workspace)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var id = (await bench.WorkspaceAsync(cancellationToken, workspace)).GetProperty("relationships").GetProperty("project").GetProperty("data").GetProperty("id").GetString();
        return Attribute(await bench.Api.GetAsync($"projects/{id}", cancellationToken), "name").GetString();
    }

    private static Row Init(string command) => new("Init", command);
}
