using Platform.IntegrationTests.CommandLine;
using Platform.TestKit;

namespace Platform.IntegrationTests.Compatibility;

/// <summary>The <c>workspace</c> commands, with several workspaces by prefix (<c>remote</c>) or by tags (<c>cloud</c>), and with one that is named.</summary>
public sealed class WorkspaceCommandTests(SharedPlatform shared, CompatibilityTable table) : CompatibilityTests(shared, table)
{
    [Theory, MemberData(nameof(Everywhere))]
    public async Task Workspaces_are_made_listed_selected_and_deleted(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenSeveralAsync(client, backend, database);

        bench.See(Workspace("`workspace new NAME`"), await bench.TryAsync(cancellationToken, "workspace", "new", "-no-color", "prod"), 0, "Created and switched to workspace \"prod\"!");
        bench.See(Workspace("`workspace list`"), await bench.TryAsync(cancellationToken, "workspace", "list"), 0, "* prod");
        bench.See(Workspace("`workspace show`"), await bench.TryAsync(cancellationToken, "workspace", "show"), 0, "prod");
        bench.See(Workspace("`workspace select NAME`"), await bench.TryAsync(cancellationToken, "workspace", "select", "-no-color", "dev"), 0, "Switched to workspace \"dev\".");
        bench.See(Workspace("`workspace select NAME` that is not there"), await bench.TryAsync(cancellationToken, "workspace", "select", "-no-color", "other"), 1, "doesn't exist");
        bench.See(
            Workspace("`workspace select -or-create NAME`"), await bench.TryAsync(cancellationToken, "workspace", "select", "-no-color", "-or-create", "test"), 0, "workspace \"test\"!");
        bench.See(Workspace("`workspace delete NAME`"), await bench.TryAsync(cancellationToken, "workspace", "delete", "-no-color", "prod"), 0, "Deleted workspace \"prod\"!");
        Assert.DoesNotContain("prod", await bench.RunAsync(cancellationToken, "workspace", "list"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_workspace_with_resources_is_deleted_only_by_force(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenSeveralAsync(client, backend, database);
        await bench.RunAsync(cancellationToken, "workspace", "new", "prod");
        await bench.RunAsync(cancellationToken, "apply", "-auto-approve", "-no-color");
        await bench.RunAsync(cancellationToken, "workspace", "select", "dev");

        bench.See(
            Workspace("`workspace delete NAME`, it manages resources"), await bench.TryAsync(cancellationToken, "workspace", "delete", "-no-color", "prod"), 1, "Error: Workspace is not empty");
        bench.See(
            Workspace("`workspace delete -force NAME`"), await bench.TryAsync(cancellationToken, "workspace", "delete", "-no-color", "-force", "prod"), 0, "Deleted workspace \"prod\"!");
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_workspace_that_is_named_is_the_only_one(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);
        var list = await bench.TryAsync(cancellationToken, "workspace", "list");

        bench.See(Workspace("`workspace list`, one workspace by name"), list, backend == Backend.Cloud ? 0 : 1, backend == Backend.Cloud ? "* main" : "workspaces not supported");
        bench.See(
            Workspace("`workspace new NAME`, one workspace by name"),
            await bench.TryAsync(cancellationToken, "workspace", "new", "-no-color", "other"),
            1,
            "workspaces not supported");
    }

    /// <summary>A folder for the workspaces with a prefix or a tag, of which <c>dev</c> is one.</summary>
    private async Task<Workbench> OpenSeveralAsync(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var bench = await OpenAsync(client, backend, database);
        bench.Cli.Write("main.tf", OneResource);
        bench.UseWorkspaces(backend == Backend.Cloud ? "tags = [\"net\"]" : "prefix = \"net-\"");
        var dev = await bench.Api.CreateWorkspaceAsync(bench.Organization, cancellationToken, name: backend == Backend.Cloud ? "dev" : "net-dev");
        await bench.Api.SendAsync(
            HttpMethod.Post,
            $"workspaces/{dev.GetProperty("id").GetString()}/relationships/tags",
            new { data = new[] { new { type = "tags", attributes = new { name = "net" } } } },
            cancellationToken);
        await bench.RunAsync(cancellationToken, "init", "-input=false");
        return bench;
    }

    private static Row Workspace(string command) => new("Workspaces", command);
}
