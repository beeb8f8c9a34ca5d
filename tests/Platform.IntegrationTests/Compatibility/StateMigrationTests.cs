using Platform.IntegrationTests.CommandLine;
using Platform.TestKit;

namespace Platform.IntegrationTests.Compatibility;

/// <summary>States that move when the block of a configuration changes.</summary>
public sealed class StateMigrationTests(SharedPlatform shared, CompatibilityTable table) : CompatibilityTests(shared, table)
{
    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_local_state_moves_to_a_workspace(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenLocalAsync(client, backend, database);
        bench.UseWorkspaces("name = \"main\"");

        bench.See(Migration("local → one workspace"), await bench.AnswerAsync(["init", "-no-color"], [("Enter a value:", "yes\n")], cancellationToken), 0, "has been successfully initialized!");

        Assert.Equal(["terraform_data.one"], (await bench.StateAsync(cancellationToken)).Addresses);
        Assert.Contains("No changes.", await bench.RunAsync(cancellationToken, "plan", "-no-color"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task Several_local_workspaces_move_at_once(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenLocalAsync(client, backend, database);
        await bench.RunAsync(cancellationToken, "workspace", "new", "prod");
        await bench.RunAsync(cancellationToken, "apply", "-auto-approve", "-no-color");
        bench.UseWorkspaces(backend == Backend.Cloud ? "tags = [\"net\"]" : "prefix = \"net-\"");

        if (backend == Backend.Remote)
        {
            // The client looks for a workspace without a name before it asks for the one of "default".
            bench.See(Migration("several local workspaces → several"), await bench.TryAsync(cancellationToken, "init", "-no-color", "-migrate-state"), 1, "Workspace read failed: invalid value for workspace");
            return;
        }

        (string, string)[] answers = [("Enter a value:", "first\n"), ("Enter a value:", "1\n"), ("Enter a value:", "net-*\n")];
        bench.See(Migration("several local workspaces → several"), await bench.AnswerAsync(["init", "-no-color"], answers, cancellationToken), 0, "has been successfully initialized!");

        Assert.Equal(["terraform_data.one"], (await bench.StateAsync(cancellationToken, "net-first")).Addresses);
        Assert.Equal(["terraform_data.one"], (await bench.StateAsync(cancellationToken, "net-prod")).Addresses);
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_state_moves_back_to_this_machine(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);
        await bench.StoreStateAsync(cancellationToken, "one");
        File.Delete(Path.Combine(bench.Cli.Folder, "platform.tf"));

        if (backend == Backend.Remote)
        {
            bench.See(
                Migration("one workspace → local, `init -migrate-state`"),
                await bench.AnswerAsync(["init", "-no-color", "-migrate-state"], [("Enter a value:", "yes\n")], cancellationToken),
                0,
                "Successfully unset the backend \"remote\".");
            Assert.Contains("terraform_data.one", await bench.RunAsync(cancellationToken, "state", "list"), StringComparison.Ordinal);
        }
        else
        {
            // The client carries no state out of a workspace that `cloud` named; what it can do is pull it.
            bench.See(Migration("one workspace → local, `init`"), await bench.TryAsync(cancellationToken, "init", "-no-color"), 1, "Error: Migrating state from");
        }
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_state_moves_to_another_workspace(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);
        await bench.StoreStateAsync(cancellationToken, "one");
        bench.UseWorkspaces("name = \"other\"");

        if (backend == Backend.Cloud)
        {
            // The client takes the other workspace as it is.
            bench.See(Migration("one workspace → another"), await bench.TryAsync(cancellationToken, "init", "-no-color"), 0, "configuration has changed.");
            return;
        }

        bench.See(
            Migration("one workspace → another"),
            await bench.AnswerAsync(["init", "-no-color", "-migrate-state"], [("Enter a value:", "yes\n")], cancellationToken),
            0,
            "has been successfully initialized!");
        Assert.Equal(["terraform_data.one"], (await bench.StateAsync(cancellationToken, "other")).Addresses);
    }

    [Theory, MemberData(nameof(OnlyRemote))]
    public async Task The_block_changes_from_remote_to_cloud(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);
        await bench.StoreStateAsync(cancellationToken, "one");
        var block = await File.ReadAllTextAsync(Path.Combine(bench.Cli.Folder, "platform.tf"), cancellationToken);
        bench.Cli.Write("platform.tf", block.Replace("backend \"remote\"", "cloud", StringComparison.Ordinal));

        bench.See(
            Migration("`backend \"remote\"` → `cloud {}`, the same workspace"),
            await bench.AnswerAsync(["init", "-no-color"], [("Enter a value:", "yes\n")], cancellationToken),
            0,
            "has been successfully initialized!");

        Assert.Equal(["terraform_data.one"], (await bench.StateAsync(cancellationToken)).Addresses);
        Assert.Contains("No changes.", await bench.RunAsync(cancellationToken, "plan", "-no-color"), StringComparison.Ordinal);
    }

    /// <summary>A folder whose state lies beside it.</summary>
    private async Task<Workbench> OpenLocalAsync(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var bench = await OpenAsync(client, backend, database);
        bench.Cli.Write("main.tf", OneResource);
        await bench.RunAsync(cancellationToken, "init", "-input=false");
        await bench.RunAsync(cancellationToken, "apply", "-auto-approve", "-no-color");
        return bench;
    }

    private static Row Migration(string command) => new("Migration of states", command);
}
