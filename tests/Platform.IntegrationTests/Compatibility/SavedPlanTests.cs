using System.Text.Json;
using Platform.IntegrationTests.CommandLine;
using Platform.TestKit;

namespace Platform.IntegrationTests.Compatibility;

/// <summary>Plans that the client saves as a bookmark of the run; only <c>cloud {}</c> can.</summary>
public sealed class SavedPlanTests(SharedPlatform shared, CompatibilityTable table) : CompatibilityTests(shared, table)
{
    [Theory, MemberData(nameof(OnlyCloud))]
    public async Task A_saved_plan_is_shown_and_applied_once(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);

        bench.See(Saved("`plan -out=FILE`"), await bench.TryAsync(cancellationToken, "plan", "-no-color", "-out=one.plan"), 0, "Plan: 1 to add");
        Assert.Equal(["planned_and_saved"], await bench.RunsAsync(cancellationToken));
        bench.See(Saved("`show FILE`"), await bench.TryAsync(cancellationToken, "show", "-no-color", "one.plan"), 0, "Plan: 1 to add");
        Assert.Contains("\"planned_values\"", await bench.RunAsync(cancellationToken, "show", "-json", "one.plan"), StringComparison.Ordinal);
        bench.Note(Saved("`show -json FILE`"), "the whole plan");
        Assert.Equal(JsonValueKind.Null, Related(await bench.WorkspaceAsync(cancellationToken), "current-configuration-version").ValueKind);
        bench.See(Saved("`apply FILE`"), await bench.TryAsync(cancellationToken, "apply", "-no-color", "one.plan"), 0, "Apply complete! Resources: 1 added, 0 changed, 0 destroyed.");
        Assert.Equal(["applied"], await bench.RunsAsync(cancellationToken));
        bench.See(Saved("`apply FILE`, applied before"), await bench.TryAsync(cancellationToken, "apply", "-no-color", "one.plan"), 1, "Error: Saved plan is already applied");

        // What was applied is what the next run starts from that names no configuration; the one before would undo it.
        var configuration = Id(Related(await bench.LastRunAsync(cancellationToken), "configuration-version"));
        Assert.Equal(configuration, Id(Related(await bench.WorkspaceAsync(cancellationToken), "current-configuration-version")));
        var next = await bench.Api.CreateRunAsync(await bench.IdAsync(cancellationToken), cancellationToken);
        Assert.Equal(configuration, Id(Related(await bench.Api.WaitForRunAsync(next, cancellationToken, "planned_and_finished"), "configuration-version")));
    }

    [Theory, MemberData(nameof(OnlyCloud))]
    public async Task A_saved_plan_is_stale_when_something_else_was_applied(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bench = await OpenAsync(client, backend, database, OneResource);
        await bench.RunAsync(cancellationToken, "plan", "-no-color", "-out=one.plan");
        await bench.RunAsync(cancellationToken, "apply", "-no-color", "-auto-approve");

        bench.See(Saved("`apply FILE`, another run was applied since"), await bench.TryAsync(cancellationToken, "apply", "-no-color", "one.plan"), 1, "Error: Saved plan is discarded");

        Assert.Equal(["discarded", "applied"], await bench.RunsAsync(cancellationToken));
        bench.See(Saved("`show FILE`, another run was applied since"), await bench.TryAsync(cancellationToken, "show", "-no-color", "one.plan"), 0, "discarded");
    }

    private static JsonElement Related(JsonElement document, string name) => document.GetProperty("relationships").GetProperty(name).GetProperty("data");

    private static string Id(JsonElement reference) => reference.GetProperty("id").GetString()!;

    private static Row Saved(string command) => new("Saved plans", command);
}
