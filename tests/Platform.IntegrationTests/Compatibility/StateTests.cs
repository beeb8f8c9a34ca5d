using System.Text.Json;
using Platform.IntegrationTests.CommandLine;
using Platform.TestKit;

namespace Platform.IntegrationTests.Compatibility;

/// <summary>Commands that run on the person's machine and use the platform's state.</summary>
public sealed class StateTests(SharedPlatform shared, CompatibilityTable table) : CompatibilityTests(shared, table)
{
    private const string Outputs = OneResource + """

        output "plain" {
          value = "hello"
        }
        output "hidden" {
          value     = "secret"
          sensitive = true
        }
        output "list" {
          value = ["a", "b"]
        }
        """;

    [Theory, MemberData(nameof(Everywhere))]
    public async Task States_are_listed_shown_and_pulled(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);
        await bench.StoreStateAsync(cancellationToken, "one", "two");

        bench.See(State("`state list`"), await bench.TryAsync(cancellationToken, "state", "list"), 0, "terraform_data.one");
        bench.See(State("`state show ADDRESS`"), await bench.TryAsync(cancellationToken, "state", "show", "-no-color", "terraform_data.two"), 0, "resource \"terraform_data\" \"two\" {");
        bench.See(State("`state pull`"), await bench.TryAsync(cancellationToken, "state", "pull"), 0, "\"lineage\": \"one-lineage\"");
        bench.See(State("`show`"), await bench.TryAsync(cancellationToken, "show", "-no-color"), 0, "# terraform_data.one:");
        bench.See(State("`providers`"), await bench.TryAsync(cancellationToken, "providers"), 0, "Providers required by state:");
        bench.See(State("`graph`"), await bench.TryAsync(cancellationToken, "graph"), 0, "\"terraform_data.one\"");
        using var shown = JsonDocument.Parse(await bench.RunAsync(cancellationToken, "show", "-json"));
        Assert.Equal(2, shown.RootElement.GetProperty("values").GetProperty("root_module").GetProperty("resources").GetArrayLength());
        bench.Note(State("`show -json`"), "the whole state");
        using var schema = JsonDocument.Parse(await bench.RunAsync(cancellationToken, "providers", "schema", "-json"));
        Assert.True(schema.RootElement.GetProperty("provider_schemas").TryGetProperty("terraform.io/builtin/terraform", out _));
        bench.Note(State("`providers schema -json`"), "the schemas");
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task Resources_are_moved_and_removed(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);
        await bench.StoreStateAsync(cancellationToken, "one", "two");

        bench.See(State("`state mv`"), await bench.TryAsync(cancellationToken, "state", "mv", "terraform_data.one", "terraform_data.renamed"), 0, "Successfully moved 1 object(s).");
        bench.See(State("`state rm`"), await bench.TryAsync(cancellationToken, "state", "rm", "terraform_data.two"), 0, "Successfully removed 1 resource instance(s).");
        bench.See(
            State("`state replace-provider`"),
            await bench.TryAsync(cancellationToken, "state", "replace-provider", "-auto-approve", "terraform.io/builtin/terraform", "example.com/acme/other"),
            0,
            "Successfully replaced provider for 1 resources.");

        var state = await bench.StateAsync(cancellationToken);
        Assert.Equal(["terraform_data.renamed"], state.Addresses);
        Assert.Equal(4, state.Serial);
        Assert.False((await bench.WorkspaceAsync(cancellationToken)).GetProperty("attributes").GetProperty("locked").GetBoolean());
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task Resources_are_tainted_and_untainted(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);
        await bench.StoreStateAsync(cancellationToken, "one");

        bench.See(State("`taint`"), await bench.TryAsync(cancellationToken, "taint", "-no-color", "terraform_data.one"), 0, "Resource instance terraform_data.one has been marked as tainted.");
        Assert.Equal(["terraform_data.one"], (await bench.StateAsync(cancellationToken)).Tainted);
        bench.See(State("`untaint`"), await bench.TryAsync(cancellationToken, "untaint", "-no-color", "terraform_data.one"), 0, "Resource instance terraform_data.one has been successfully untainted.");
        Assert.Empty((await bench.StateAsync(cancellationToken)).Tainted);
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task What_exists_is_imported_with_the_variables_of_the_workspace(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, "variable \"needed\" {\n}\n" + OneResource);
        await bench.Api.PostAsync($"workspaces/{await bench.IdAsync(cancellationToken)}/vars", "vars", new { key = "needed", value = "here", category = "terraform" }, cancellationToken);

        bench.See(State("`import ADDRESS ID`"), await bench.TryAsync(cancellationToken, "import", "-no-color", "-input=false", "terraform_data.one", "abc"), 0, "Import successful!");

        Assert.Equal(["terraform_data.one"], (await bench.StateAsync(cancellationToken)).Addresses);
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task Outputs_are_read(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, Outputs);
        bench.See(State("`output` without a state"), await bench.TryAsync(cancellationToken, "output", "-no-color"), 0, "Warning: No outputs found");
        await bench.RunAsync(cancellationToken, "apply", "-no-color", "-auto-approve");

        bench.See(State("`output`"), await bench.TryAsync(cancellationToken, "output", "-no-color"), 0, "hidden = <sensitive>");
        bench.See(State("`output -raw NAME`"), await bench.TryAsync(cancellationToken, "output", "-raw", "hidden"), 0, "secret");
        using var all = JsonDocument.Parse(await bench.RunAsync(cancellationToken, "output", "-json"));
        Assert.Equal("secret", all.RootElement.GetProperty("hidden").GetProperty("value").GetString());
        Assert.Equal(2, all.RootElement.GetProperty("list").GetProperty("value").GetArrayLength());
        bench.Note(State("`output -json`"), "all, with the sensitive values");
        bench.See(State("`output NAME` that is not there"), await bench.TryAsync(cancellationToken, "output", "-no-color", "other"), 1, "Error: Output \"other\" not found");
        bench.See(State("`console`"), await bench.AnswerAsync(["console"], [(">", "terraform_data.one.id == null\n"), ("false", "exit\n")], cancellationToken), 0, "false");
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_pushed_state_is_taken_or_refused_by_the_rules(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);
        await bench.StoreStateAsync(cancellationToken, "one");
        bench.Cli.Write("newer.tfstate", Runs.States.Of(5, "one", "two"));
        bench.Cli.Write("older.tfstate", Runs.States.Of(2, "one"));
        bench.Cli.Write("foreign.tfstate", Runs.States.Of(9, "one").Replace("one-lineage", "another", StringComparison.Ordinal));

        await bench.RunAsync(cancellationToken, "state", "push", "newer.tfstate");
        Assert.Equal(["terraform_data.one", "terraform_data.two"], (await bench.StateAsync(cancellationToken)).Addresses);
        bench.Note(State("`state push FILE`"), "taken");
        bench.See(State("`state push FILE`, an older serial"), await bench.TryAsync(cancellationToken, "state", "push", "older.tfstate"), 1, "cannot import state with serial 2 over newer state with serial");
        bench.See(State("`state push FILE`, another lineage"), await bench.TryAsync(cancellationToken, "state", "push", "foreign.tfstate"), 1, "cannot import state with lineage \"another\" over unrelated state with lineage");
        await bench.RunAsync(cancellationToken, "state", "push", "-force", "older.tfstate");
        Assert.Equal(["terraform_data.one"], (await bench.StateAsync(cancellationToken)).Addresses);
        bench.Note(State("`state push -force FILE`"), "taken");
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_lock_holds_until_it_is_broken(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);
        await bench.StoreStateAsync(cancellationToken, "one");
        await bench.Api.SendAsync(HttpMethod.Post, $"workspaces/{await bench.IdAsync(cancellationToken)}/actions/lock", new { reason = "maintenance" }, cancellationToken);

        bench.See(State("`state rm`, the workspace is locked"), await bench.TryAsync(cancellationToken, "state", "rm", "terraform_data.one"), 1, "workspace already locked");
        bench.See(
            State("`force-unlock -force ORG/WORKSPACE`"),
            await bench.TryAsync(cancellationToken, "force-unlock", "-force", $"{bench.Organization}/{Workbench.Workspace}"),
            0,
            "has been successfully unlocked!");
        await bench.RunAsync(cancellationToken, "state", "rm", "terraform_data.one");
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task Another_version_of_the_tool_stops_changes_unless_it_is_ignored(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);
        await bench.StoreStateAsync(cancellationToken, "one", "two");
        await bench.SetAsync(cancellationToken, ("terraform-version", "1.3.0"));

        bench.See(State("`state rm`, the workspace has another version"), await bench.TryAsync(cancellationToken, "state", "rm", "terraform_data.one"), 1, backend == Backend.Cloud ? "Error: Incompatible Terraform version" : "Error: Terraform version mismatch");
        await bench.RunAsync(cancellationToken, "state", "list");
        bench.See(
            State("`state rm -ignore-remote-version`"),
            await bench.TryAsync(cancellationToken, "state", "rm", "-ignore-remote-version", "terraform_data.one"),
            0,
            "Successfully removed 1 resource instance(s).");
    }

    private static Row State(string command) => new("State", command);
}
