using Platform.IntegrationTests.CommandLine;
using Platform.TestKit;

namespace Platform.IntegrationTests.Compatibility;

/// <summary>Workspaces with the execution mode <c>local</c>: the tool runs on the person's machine, the platform keeps the state.</summary>
public sealed class LocalExecutionTests(SharedPlatform shared, CompatibilityTable table) : CompatibilityTests(shared, table)
{
    [Theory, MemberData(nameof(Everywhere))]
    public async Task Plans_and_applies_run_here_and_the_state_is_there(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource + "\nvariable \"greeting\" {\n  default = \"none\"\n}\noutput \"said\" {\n  value = var.greeting\n}\n");
        await bench.SetAsync(cancellationToken, ("execution-mode", "local"));

        bench.See(Local("`plan -out=FILE`"), await bench.TryAsync(cancellationToken, "plan", "-no-color", "-var=greeting=hello", "-out=one.plan"), 0, "Saved the plan to: one.plan");
        bench.See(Local("`apply FILE`"), await bench.TryAsync(cancellationToken, "apply", "-no-color", "one.plan"), 0, "Apply complete! Resources: 1 added, 0 changed, 0 destroyed.");
        bench.See(Local("`output -raw NAME`"), await bench.TryAsync(cancellationToken, "output", "-raw", "said"), 0, "hello");
        Assert.Equal(["terraform_data.one"], (await bench.StateAsync(cancellationToken)).Addresses);
        bench.See(Local("`plan`, nothing to do"), await bench.TryAsync(cancellationToken, "plan", "-no-color", "-var=greeting=hello"), 0, "No changes.");
        bench.See(Local("`destroy -auto-approve`"), await bench.TryAsync(cancellationToken, "destroy", "-no-color", "-auto-approve"), 0, "Destroy complete! Resources: 1 destroyed.");
        bench.See(Local("`apply -auto-approve -lock=false`"), await bench.TryAsync(cancellationToken, "apply", "-no-color", "-auto-approve", "-lock=false"), 0, "Apply complete! Resources: 1 added, 0 changed, 0 destroyed.");
        bench.See(Local("`refresh`"), await bench.TryAsync(cancellationToken, "refresh", "-no-color"), 0, "said = \"none\"");
        Assert.Empty(await bench.RunsAsync(cancellationToken));
        Assert.False((await bench.WorkspaceAsync(cancellationToken)).GetProperty("attributes").GetProperty("locked").GetBoolean());
    }

    private static Row Local(string command) => new("Local execution", command);
}
