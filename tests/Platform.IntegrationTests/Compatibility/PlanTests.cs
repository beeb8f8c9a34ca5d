using Platform.IntegrationTests.CommandLine;
using Platform.TestKit;

namespace Platform.IntegrationTests.Compatibility;

public sealed class PlanTests(SharedPlatform shared, CompatibilityTable table) : CompatibilityTests(shared, table)
{
    private const string Two = """
        resource "terraform_data" "a" {
        }
        resource "terraform_data" "b" {
        }
        """;

    private const string Variable = """
        variable "greeting" {
          default = "nothing"
        }
        output "said" {
          value = var.greeting
        }
        """;

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_plan_is_shown_and_nothing_is_changed(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);

        bench.See(Plan("`plan`"), await bench.TryAsync(cancellationToken, "plan", "-no-color"), 0, "Plan: 1 to add");

        Assert.Equal(["planned_and_finished"], await bench.RunsAsync(cancellationToken));
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task An_exit_code_tells_changes_from_none(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);

        bench.See(Plan("`plan -detailed-exitcode`, changes"), await bench.TryAsync(cancellationToken, "plan", "-no-color", "-detailed-exitcode"), 2, "Plan: 1 to add");
        await bench.StoreStateAsync(cancellationToken, "one");
        bench.See(Plan("`plan -detailed-exitcode`, no changes"), await bench.TryAsync(cancellationToken, "plan", "-no-color", "-detailed-exitcode"), 0, "No changes.");
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_target_leaves_the_rest_alone(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, Two);

        bench.See(Plan("`plan -target=ADDRESS`"), await bench.TryAsync(cancellationToken, "plan", "-no-color", "-target=terraform_data.a"), 0, "Plan: 1 to add");
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task What_exists_is_replaced_destroyed_or_only_refreshed_as_told(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, Two);
        await bench.StoreStateAsync(cancellationToken, "a", "gone");

        bench.See(Plan("`plan -replace=ADDRESS`"), await bench.TryAsync(cancellationToken, "plan", "-no-color", "-replace=terraform_data.a"), 0, "# terraform_data.a will be replaced, as requested");
        bench.See(Plan("`plan -destroy`"), await bench.TryAsync(cancellationToken, "plan", "-no-color", "-destroy"), 0, "Plan: 0 to add, 0 to change, 2 to destroy.");
        bench.See(Plan("`plan -refresh-only`"), await bench.TryAsync(cancellationToken, "plan", "-no-color", "-refresh-only"), 0, "No changes.");
        var unrefreshed = await bench.TryAsync(cancellationToken, "plan", "-no-color", "-refresh=false");
        bench.See(Plan("`plan -refresh=false`"), unrefreshed, 0, "Plan: 1 to add, 0 to change, 1 to destroy.");
        Assert.DoesNotContain("Refreshing state...", unrefreshed.Output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_variable_on_the_command_line_reaches_a_run_of_cloud_only(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, Variable);
        bench.Cli.Write("hello.tfvars", "greeting = \"from a file\"\n");

        var (line, file) = (await bench.TryAsync(cancellationToken, "plan", "-no-color", "-var=greeting=hello"), await bench.TryAsync(cancellationToken, "plan", "-no-color", "-var-file=hello.tfvars"));

        if (backend == Backend.Cloud)
        {
            bench.See(Plan("`plan -var`"), line, 0, "+ said = \"hello\"");
            bench.See(Plan("`plan -var-file`"), file, 0, "+ said = \"from a file\"");
        }
        else
        {
            bench.See(Plan("`plan -var`"), line, 1, "Error: Run variables are currently not supported");
            bench.See(Plan("`plan -var-file`"), file, 1, "Error: Run variables are currently not supported");
        }
    }

    [Theory, MemberData(nameof(OnlyCloud))]
    public async Task A_variable_of_the_environment_reaches_a_run(string client, Backend backend, TestDatabase database)
    {
        using var bench = await OpenAsync(client, backend, database, Variable);
        bench.Cli.Environment["TF_VAR_greeting"] = "from here";

        bench.See(Plan("`plan` with `TF_VAR_…`"), await bench.TryAsync(TestContext.Current.CancellationToken, "plan", "-no-color"), 0, "+ said = \"from here\"");
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_configuration_is_written_for_what_is_imported(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, "import {\n  to = terraform_data.found\n  id = \"abc\"\n}\n");

        var outcome = await bench.TryAsync(cancellationToken, "plan", "-no-color", "-generate-config-out=found.tf");

        if (backend == Backend.Cloud)
        {
            bench.See(Plan("`plan -generate-config-out=FILE`"), outcome, 0, "Plan: 1 to import, 0 to add");
            Assert.Contains("resource \"terraform_data\" \"found\"", await File.ReadAllTextAsync(Path.Combine(bench.Cli.Folder, "found.tf"), cancellationToken), StringComparison.Ordinal);
        }
        else
        {
            bench.See(Plan("`plan -generate-config-out=FILE`"), outcome, 1, "Error: Generating configuration is not currently supported");
        }
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task What_the_client_cannot_send_is_refused_by_it(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);

        bench.See(Plan("`plan -parallelism=3`"), await bench.TryAsync(cancellationToken, "plan", "-no-color", "-parallelism=3"), 1, "Error: Custom parallelism values are currently not supported");
        var saved = await bench.TryAsync(cancellationToken, "plan", "-no-color", "-out=plan.bin");
        if (backend == Backend.Remote)
        {
            bench.See(Plan("`plan -out=FILE`"), saved, 1, "Error: Saving a generated plan is currently not supported");
        }
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_plan_that_fails_says_why(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, "resource \"terraform_data\" \"one\" {\n  lifecycle {\n    precondition {\n      condition = terraform.workspace == \"\"\n      error_message = \"It is not the time.\"\n    }\n  }\n}\n");

        bench.See(Plan("`plan` that fails"), await bench.TryAsync(cancellationToken, "plan", "-no-color"), 1, "It is not the time.");

        Assert.Equal(["errored"], await bench.RunsAsync(cancellationToken));
    }

    private static Row Plan(string command) => new("Plan", command);
}
