using Platform.IntegrationTests.CommandLine;
using Platform.TestKit;

namespace Platform.IntegrationTests.Compatibility;

public sealed class ApplyTests(SharedPlatform shared, CompatibilityTable table) : CompatibilityTests(shared, table)
{
    private const string Applied = "Apply complete! Resources: 1 added, 0 changed, 0 destroyed.";

    [Theory, MemberData(nameof(Everywhere))]
    public async Task Yes_at_the_prompt_applies(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);

        var outcome = await bench.AnswerAsync(["apply", "-no-color"], [("Enter a value:", "yes\n")], cancellationToken);

        bench.See(Apply("`apply`, answered `yes`"), outcome, 0, Applied);
        Assert.Equal(["applied"], await bench.RunsAsync(cancellationToken));
        Assert.Equal(["terraform_data.one"], (await bench.StateAsync(cancellationToken)).Addresses);
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task No_at_the_prompt_discards(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);

        var outcome = await bench.AnswerAsync(["apply", "-no-color"], [("Enter a value:", "no\n")], cancellationToken);

        bench.See(Apply("`apply`, answered `no`"), outcome, 1, "Apply discarded");
        Assert.Equal(["discarded"], await bench.RunsAsync(cancellationToken));
        Assert.False((await bench.WorkspaceAsync(cancellationToken)).GetProperty("attributes").GetProperty("locked").GetBoolean());
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task What_is_confirmed_or_discarded_elsewhere_ends_the_prompt(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);

        bench.See(Apply("`apply`, discarded on the page while it asks"), await ActAtPromptAsync("discard"), 1, "Error: Apply discarded.");
        bench.See(Apply("`apply`, confirmed on the page while it asks"), await ActAtPromptAsync("apply"), 0, Applied);

        async Task<CommandOutcome> ActAtPromptAsync(string action)
        {
            await using var apply = bench.Cli.StartOnTerminal(["apply", "-no-color"]);
            await apply.WaitForAsync("Enter a value:", Workbench.Limit, cancellationToken);
            await bench.Api.ActAsync($"runs/{(await bench.LastRunAsync(cancellationToken)).GetProperty("id").GetString()}/actions/{action}", cancellationToken);
            return new CommandOutcome(await apply.WaitAsync(Workbench.Limit, cancellationToken), apply.Output);
        }
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task Without_a_prompt_it_is_applied_only_when_told_so(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);

        var asked = await bench.TryAsync(cancellationToken, "apply", "-no-color", "-input=false");
        bench.See(Apply("`apply -input=false`"), asked, 1, backend == Backend.Cloud ? "Error: Cannot confirm apply due to -input=false." : "Error: Error asking approve: EOF");
        await bench.Api.ActAsync($"runs/{(await bench.LastRunAsync(cancellationToken)).GetProperty("id").GetString()}/actions/discard", cancellationToken);

        bench.See(Apply("`apply -auto-approve`"), await bench.TryAsync(cancellationToken, "apply", "-no-color", "-auto-approve"), 0, Applied);
        bench.See(Apply("`apply`, nothing to do"), await bench.TryAsync(cancellationToken, "apply", "-no-color"), 0, "No changes.");
        bench.See(Apply("`apply -refresh-only -auto-approve`"), await bench.TryAsync(cancellationToken, "apply", "-no-color", "-refresh-only", "-auto-approve"), 0, "No changes.");
        bench.See(Apply("`destroy -auto-approve`"), await bench.TryAsync(cancellationToken, "destroy", "-no-color", "-auto-approve"), 0, "Apply complete! Resources: 0 added, 0 changed, 1 destroyed.");
        Assert.Empty((await bench.StateAsync(cancellationToken)).Addresses);
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_workspace_that_applies_by_itself_does(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);
        await bench.SetAsync(cancellationToken, ("auto-apply", true));

        // The client of cloud asks also then: its run says that it is not applied by itself.
        var outcome = backend == Backend.Remote
            ? await bench.TryAsync(cancellationToken, "apply", "-no-color")
            : await bench.AnswerAsync(["apply", "-no-color"], [("Enter a value:", "yes\n")], cancellationToken);

        bench.See(Apply("`apply` in a workspace with auto-apply"), outcome, 0, Applied);
        Assert.Equal(["applied"], await bench.RunsAsync(cancellationToken));
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task An_apply_that_fails_keeps_what_was_made(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource + """

            resource "terraform_data" "two" {
              depends_on = [terraform_data.one]
              provisioner "local-exec" {
                command = "echo no such luck; exit 3"
              }
            }
            """);

        bench.See(Apply("`apply` that fails"), await bench.TryAsync(cancellationToken, "apply", "-no-color", "-auto-approve"), 1, "Error: local-exec provisioner error");

        Assert.Equal(["errored"], await bench.RunsAsync(cancellationToken));
        var state = await bench.StateAsync(cancellationToken);
        Assert.Equal(["terraform_data.one", "terraform_data.two"], state.Addresses.Order());
        Assert.Equal(["terraform_data.two"], state.Tainted);
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task Refresh_is_an_apply_that_changes_only_the_state(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);
        await bench.StoreStateAsync(cancellationToken, "one");

        var outcome = await bench.TryAsync(cancellationToken, "refresh", "-no-color");

        if (backend == Backend.Cloud)
        {
            bench.See(Apply("`refresh`"), outcome, 0, "No changes. Your infrastructure still matches the configuration.");
        }
        else
        {
            bench.See(Apply("`refresh`"), outcome, 1, "The \"refresh\" operation is not supported when using the \"remote\" backend.");
        }
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_resource_that_only_moved_is_something_to_apply(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource + "\nmoved {\n  from = terraform_data.old\n  to   = terraform_data.one\n}\n");
        await bench.StoreStateAsync(cancellationToken, "old");

        bench.See(Apply("`apply` of a `moved` block alone"), await bench.TryAsync(cancellationToken, "apply", "-no-color", "-auto-approve"), 0, "Apply complete! Resources: 0 added, 0 changed, 0 destroyed.");

        Assert.Equal(["applied"], await bench.RunsAsync(cancellationToken));
        Assert.Equal(["terraform_data.one"], (await bench.StateAsync(cancellationToken)).Addresses);
    }

    private static Row Apply(string command) => new("Apply", command);
}
