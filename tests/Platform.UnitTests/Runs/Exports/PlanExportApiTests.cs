using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Access;
using Platform.Blobs;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Discovery;
using Platform.Runs;
using Platform.Runs.Exports;
using Platform.TestKit;
using Platform.UnitTests.Api;
using Platform.UnitTests.Identity;

namespace Platform.UnitTests.Runs.Exports;

public sealed class PlanExportApiTests
{
    private const string PlanJson = """{"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[{"address":"a.b","change":{"actions":["create"],"after":{"k":"topsecret","unmarked":"of-the-workspace"},"after_sensitive":{"k":true}}}]}""";
    private static readonly DateTimeOffset Now = new SetClock().GetUtcNow();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task An_export_is_asked_for_made_and_downloaded_and_is_over_after_an_hour(TestDatabase database)
    {
        var clock = new SetClock();
        await using var api = await StartAsync(database, clock);
        var run = await AddPlannedRunAsync(api);
        (await api.SendAsync("POST", $"/workspaces/{run.WorkspaceId}/vars", """{"data":{"attributes":{"key":"TOKEN","value":"of-the-workspace","category":"env","sensitive":true}}}""")).Is(201);

        var before = (await api.SendAsync("GET", $"/plans/{run.PlanId}")).Is(200);
        Assert.Equal((true, true), (before.Attribute("actions").GetProperty("is-exportable").GetBoolean(), before.Attribute("permissions").GetProperty("can-export").GetBoolean()));
        var asked = (await api.SendAsync("POST", "/plan-exports", Body(run.PlanId.Value))).Is(201);

        Assert.False((await api.SendAsync("GET", $"/plans/{run.PlanId}")).Attribute("actions").GetProperty("is-exportable").GetBoolean());
        Assert.Matches("^pe-[A-Za-z0-9]{16}$", asked.Id);
        Assert.Equal(("queued", "sentinel-mock-bundle-v0", run.PlanId.Value), (asked.Attribute("status").GetString(), asked.Attribute("data-type").GetString(), asked.Related("plan").GetProperty("id").GetString()));
        Assert.Equal("2030-01-01T12:00:00.000Z", asked.Attribute("status-timestamps").GetProperty("queued-at").GetString());
        Assert.False(asked.Data.GetProperty("links").TryGetProperty("download", out _));
        (await api.SendAsync("GET", $"/plan-exports/{asked.Id}/download")).Is(404);
        Assert.Equal(asked.Id, await ExportOfAsync(api, run));

        clock.Advance(TimeSpan.FromSeconds(3));
        await MakeAsync(api);

        var made = (await api.SendAsync("GET", $"/plan-exports/{asked.Id}")).Is(200);
        Assert.Equal("finished", made.Attribute("status").GetString());
        Assert.Equal("2030-01-01T12:00:03.000Z 2030-01-01T13:00:03.000Z", $"{made.Attribute("status-timestamps").GetProperty("finished-at")} {made.Attribute("status-timestamps").GetProperty("expired-at")}");
        Assert.Equal($"/api/v2/plan-exports/{asked.Id}/download", made.Data.GetProperty("links").GetProperty("download").GetString());
        var files = await UnpackAsync((await api.SendAsync("GET", $"/plan-exports/{asked.Id}/download")).Is(200).Body);
        Assert.Equal(["mock-tfconfig-v2.sentinel", "mock-tfplan-v2.sentinel", "mock-tfrun.sentinel", "mock-tfstate-v2.sentinel", "sentinel.hcl"], files.Keys.Order());
        Assert.Contains("\"k\": \"(sensitive value)\"", files["mock-tfplan-v2.sentinel"], StringComparison.Ordinal);
        Assert.Contains($"id = \"{run.Id}\"", files["mock-tfrun.sentinel"], StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", string.Concat(files.Values), StringComparison.Ordinal);
        Assert.DoesNotContain("of-the-workspace", string.Concat(files.Values), StringComparison.Ordinal);

        clock.Advance(PlanExport.Lifetime);

        Assert.Equal("expired", (await api.SendAsync("GET", $"/plan-exports/{asked.Id}")).Is(200).Attribute("status").GetString());
        (await api.SendAsync("GET", $"/plan-exports/{asked.Id}/download")).Is(404);
        Assert.Null(await ExportOfAsync(api, run));
        await MakeAsync(api);
        Assert.True(await api.WithDatabaseAsync(db => db.UnwantedBlobs.AnyAsync(b => b.Path.Contains(asked.Id), Token)));
        (await api.SendAsync("POST", "/plan-exports", Body(run.PlanId.Value))).Is(201);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_plan_has_one_export_at_a_time(TestDatabase database)
    {
        var clock = new SetClock();
        await using var api = await StartAsync(database, clock);
        var run = await AddPlannedRunAsync(api);
        var first = (await api.SendAsync("POST", "/plan-exports", Body(run.PlanId.Value))).Is(201).Id;

        Assert.Equal("/data/relationships/plan", (await api.SendAsync("POST", "/plan-exports", Body(run.PlanId.Value))).Is(422).Pointer);
        await MakeAsync(api);
        (await api.SendAsync("POST", "/plan-exports", Body(run.PlanId.Value))).Is(422);
        (await api.SendAsync("DELETE", $"/plan-exports/{first}")).Is(204);
        (await api.SendAsync("GET", $"/plan-exports/{first}")).Is(404);
        (await api.SendAsync("DELETE", $"/plan-exports/{first}")).Is(404);
        var second = (await api.SendAsync("POST", "/plan-exports", Body(run.PlanId.Value))).Is(201).Id;
        await MakeAsync(api);

        // Nobody has noted yet that the second is over.
        clock.Advance(PlanExport.Lifetime);
        var third = (await api.SendAsync("POST", "/plan-exports", Body(run.PlanId.Value))).Is(201).Id;
        Assert.Equal(third, await ExportOfAsync(api, run));
        Assert.Equal("expired", (await api.SendAsync("GET", $"/plan-exports/{second}")).Is(200).Attribute("status").GetString());
    }

    [Fact]
    public async Task Requests_at_the_same_time_make_one_export()
    {
        await using var api = await StartAsync(TestDatabase.PostgreSql, new SetClock());
        var run = await AddPlannedRunAsync(api);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => api.SendAsync("POST", "/plan-exports", Body(run.PlanId.Value))));

        Assert.Equal([201, 422, 422, 422], answers.Select(answer => answer.Status).Order());
    }

    [Fact]
    public async Task What_cannot_be_exported_is_refused()
    {
        await using var api = await StartAsync(TestDatabase.Sqlite, new SetClock());
        var run = await AddPlannedRunAsync(api);
        var unfinished = await AddPlannedRunAsync(api, plan => plan.Status = PhaseStatus.Running, "unfinished");
        var failed = await AddPlannedRunAsync(api, plan => plan.Status = PhaseStatus.Errored, "failed");

        Assert.Equal("/data/attributes/data-type", (await api.SendAsync("POST", "/plan-exports", Body(run.PlanId.Value, "something-else"))).Is(422).Pointer);
        Assert.Equal("/data/relationships/plan", (await api.SendAsync("POST", "/plan-exports", """{"data":{"attributes":{"data-type":"sentinel-mock-bundle-v0"}}}""")).Is(422).Pointer);
        Assert.Equal("/data/attributes/data-type", (await api.SendAsync("POST", "/plan-exports", $$$$$$"""{"data":{"attributes":{"data-type":7},"relationships":{"plan":{"data":{"id":"{{{{{{run.PlanId}}}}}}"}}}}}""")).Is(422).Pointer);
        Assert.Equal("/data/relationships/plan", (await api.SendAsync("POST", "/plan-exports", Body(unfinished.PlanId.Value))).Is(422).Pointer);
        (await api.SendAsync("POST", "/plan-exports", Body(failed.PlanId.Value))).Is(422);
        (await api.SendAsync("POST", "/plan-exports", Body("plan-AAAAAAAAAAAAAAAA"))).Is(404);
        (await api.SendAsync("POST", "/plan-exports", Body("../etc"))).Is(404);
        (await api.SendAsync("POST", "/plan-exports", "{")).Is(400);
        (await api.SendAsync("GET", "/plan-exports/pe-AAAAAAAAAAAAAAAA")).Is(404);
        Assert.Equal(0, await api.WithDatabaseAsync(db => db.PlanExports.CountAsync(Token)));
    }

    [Fact]
    public async Task Who_may_not_export_a_plan_learns_nothing_of_its_exports()
    {
        await using var api = await StartAsync(TestDatabase.Sqlite, new SetClock());
        var run = await AddPlannedRunAsync(api);
        await api.CreateOrganizationAsync("other");
        var stranger = await api.AddUserAsync("stranger", role: BuiltInRole.Admin, organization: "other");
        var reader = await api.AddUserAsync("reader", role: BuiltInRole.Read, organization: "demo");
        var writer = await api.AddUserAsync("writer", role: BuiltInRole.Write, organization: "demo");
        (await api.SendAsync("POST", "/plan-exports", Body(run.PlanId.Value), reader)).Is(404);
        var export = (await api.SendAsync("POST", "/plan-exports", Body(run.PlanId.Value), writer)).Is(201).Id;
        await MakeAsync(api);

        (await api.SendAsync("POST", "/plan-exports", Body(run.PlanId.Value), stranger)).Is(404);
        (await api.SendAsync("GET", $"/plan-exports/{export}", caller: stranger)).Is(404);
        (await api.SendAsync("GET", $"/plan-exports/{export}/download", caller: stranger)).Is(404);
        (await api.SendAsync("DELETE", $"/plan-exports/{export}", caller: stranger)).Is(404);
        (await api.SendAsync("GET", $"/plan-exports/{export}", caller: reader)).Is(404);
        (await api.SendAsync("GET", $"/plan-exports/{export}/download", caller: reader)).Is(404);
        (await api.SendAsync("GET", $"/plan-exports/{export}/download", caller: writer)).Is(200);
    }

    [Fact]
    public async Task A_document_that_cannot_be_read_ends_its_own_export_only()
    {
        var clock = new SetClock();
        await using var api = await StartAsync(TestDatabase.Sqlite, clock);
        var broken = await AddPlannedRunAsync(api, json: """{"resource_changes":[{"address":"\ud800"}]}""");
        var missing = await AddPlannedRunAsync(api, workspace: "missing", json: null);
        var good = await AddPlannedRunAsync(api, workspace: "good");
        var exports = new List<string>();
        foreach (var run in (Run[])[broken, missing, good])
        {
            exports.Add((await api.SendAsync("POST", "/plan-exports", Body(run.PlanId.Value))).Is(201).Id);
        }

        await MakeAsync(api);

        // The agent may still be sending what the second lacks.
        Assert.Equal("errored queued finished", await StatusesAsync());
        clock.Advance(TimeSpan.FromMinutes(2));
        await MakeAsync(api);
        Assert.Equal("errored errored finished", await StatusesAsync());
        var gone = (await api.SendAsync("GET", $"/plan-exports/{exports[1]}")).Is(200);
        Assert.Equal(("The plan left no JSON to export.", "2030-01-01T12:02:00.000Z"), (gone.Attribute("error-message").GetString(), gone.Attribute("status-timestamps").GetProperty("errored-at").GetString()));
        (await api.SendAsync("POST", "/plan-exports", Body(broken.PlanId.Value))).Is(201);

        async Task<string> StatusesAsync() => string.Join(' ', await Task.WhenAll(exports.Select(async id => (await api.SendAsync("GET", $"/plan-exports/{id}")).Attribute("status").GetString())));
    }

    [Fact]
    public async Task An_address_that_outlives_its_export_leads_nowhere_and_a_deleted_workspace_takes_its_exports_along()
    {
        await using var api = await StartAsync(TestDatabase.Sqlite, new SetClock());
        var run = await AddPlannedRunAsync(api);
        var export = (await api.SendAsync("POST", "/plan-exports", Body(run.PlanId.Value))).Is(201).Id;
        await MakeAsync(api);
        var signed = await api.WithServicesAsync(services => Task.FromResult(services.GetRequiredService<CapabilityUrls>().Make(DownloadPlanExport.Purpose, export, TimeSpan.FromMinutes(1)).AbsoluteUri));
        (await api.SendAsync("GET", signed)).Is(200);
        (await api.SendAsync("GET", $"{signed}x")).Is(404);

        (await api.SendAsync("DELETE", $"/workspaces/{run.WorkspaceId}")).Is(204);

        (await api.SendAsync("GET", signed)).Is(404);
        (await api.SendAsync("GET", $"/plan-exports/{export}")).Is(404);
        Assert.True(await api.WithDatabaseAsync(db => db.UnwantedBlobs.AnyAsync(b => b.Path.Contains(export), Token)));
    }

    [Fact]
    public async Task An_export_that_is_deleted_while_it_is_made_leaves_nothing()
    {
        await using var api = await StartAsync(TestDatabase.Sqlite, new SetClock());
        var run = await AddPlannedRunAsync(api);
        var export = PlanExportId.Wrap((await api.SendAsync("POST", "/plan-exports", Body(run.PlanId.Value))).Is(201).Id);
        var deleted = new TaskCompletionSource();

        await api.WithServicesAsync(async services =>
        {
            var blobs = new PausingBlobs(services.GetRequiredService<IEncryptedBlobs>(), async () =>
            {
                await api.WithDatabaseAsync(db => db.PlanExports.Where(e => e.Id == export).ExecuteDeleteAsync(Token));
                deleted.SetResult();
            });
            await ActivatorUtilities.CreateInstance<MakePlanExports>(services, blobs).RunAsync(Token);
            return 0;
        });

        Assert.True(deleted.Task.IsCompletedSuccessfully);
        Assert.Null(await api.WithServicesAsync(services => services.GetRequiredService<IEncryptedBlobs>().OpenReadAsync(run.OrganizationId, BlobName.PlanExport(export), Token)));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Plans_beside_runs_and_workspaces_name_their_exports(TestDatabase database)
    {
        await using var api = await StartAsync(database, new SetClock());
        var run = await AddPlannedRunAsync(api);
        var export = (await api.SendAsync("POST", "/plan-exports", Body(run.PlanId.Value))).Is(201).Id;

        var beside = (await api.SendAsync("GET", $"/workspaces/{run.WorkspaceId}/runs?include=plan")).Is(200).Json.GetProperty("included")[0];
        var current = (await api.SendAsync("GET", $"/workspaces/{run.WorkspaceId}?include=current-run.plan")).Is(200).Json.GetProperty("included");

        Assert.Equal(export, beside.GetProperty("relationships").GetProperty("exports").GetProperty("data")[0].GetProperty("id").GetString());
        Assert.Contains(current.EnumerateArray(), item => item.GetRawText().Contains(export, StringComparison.Ordinal));
    }

    private static async Task<ApiServer> StartAsync(TestDatabase database, TimeProvider clock)
    {
        var api = await ApiServer.StartAsync(database, services => services.AddSingleton(clock), Token);
        await api.CreateOrganizationAsync();
        return api;
    }

    private static async Task<Run> AddPlannedRunAsync(ApiServer api, Action<Plan>? change = null, string workspace = "ws1", string? json = PlanJson)
    {
        var run = await api.AddRunAsync(await api.CreateWorkspaceAsync(workspace), 1, moves: [RunMove.QueuePlan, RunMove.StartPlan, RunMove.FinishPlan]);
        var job = JobId.New();
        await api.WithDatabaseAsync(async db =>
        {
            var plan = await db.Plans.SingleAsync(p => p.Id == run.PlanId, Token);
            (plan.Status, plan.EndedAt, plan.ArtifactsJobId) = (PhaseStatus.Finished, Now, job);
            change?.Invoke(plan);
            return await db.SaveChangesAsync(Token);
        });
        if (json is not null)
        {
            await api.WithServicesAsync(services => services.GetRequiredService<IEncryptedBlobs>().PutAsync(run.OrganizationId, BlobName.Artifact(job, JobArtifact.JsonPlan), new MemoryStream(Encoding.UTF8.GetBytes(json)), Token));
        }

        return run;
    }

    private static async Task MakeAsync(ApiServer api) => await api.WithServicesAsync(async services =>
    {
        await services.GetRequiredService<MakePlanExports>().RunAsync(Token);
        return 0;
    });

    private static async Task<string?> ExportOfAsync(ApiServer api, Run run) =>
        (await api.SendAsync("GET", $"/plans/{run.PlanId}")).Is(200).Related("exports").EnumerateArray().Select(export => export.GetProperty("id").GetString()).SingleOrDefault();

    private static async Task<Dictionary<string, string>> UnpackAsync(byte[] archive)
    {
        var files = new Dictionary<string, string>();
        await using var unzipped = new GZipStream(new MemoryStream(archive), CompressionMode.Decompress);
        await using var tar = new TarReader(unzipped);
        while (await tar.GetNextEntryAsync(cancellationToken: Token) is { } entry)
        {
            using var reader = new StreamReader(entry.DataStream!);
            files.Add(entry.Name, await reader.ReadToEndAsync(Token));
        }

        return files;
    }

    private static string Body(string plan, string dataType = "sentinel-mock-bundle-v0") =>
        $$$$$$"""{"data":{"type":"plan-exports","attributes":{"data-type":"{{{{{{dataType}}}}}}","status":"finished"},"relationships":{"plan":{"data":{"id":"{{{{{{plan}}}}}}","type":"plans"}}}}}""";

    /// <summary>Does something once an object is stored.</summary>
    private sealed class PausingBlobs(IEncryptedBlobs inner, Func<Task> stored) : IEncryptedBlobs
    {
        public async Task<long> PutAsync(OrganizationId organization, BlobName name, Stream content, CancellationToken cancellationToken)
        {
            var length = await inner.PutAsync(organization, name, content, cancellationToken);
            await stored();
            return length;
        }

        public Task<Stream?> OpenReadAsync(OrganizationId organization, BlobName name, CancellationToken cancellationToken) => inner.OpenReadAsync(organization, name, cancellationToken);

        public Task DeleteAsync(OrganizationId organization, BlobName name, CancellationToken cancellationToken) => inner.DeleteAsync(organization, name, cancellationToken);
    }
}
