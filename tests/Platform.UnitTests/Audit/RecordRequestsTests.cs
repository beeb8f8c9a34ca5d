using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Access;
using Platform.Audit;
using Platform.TestKit;
using Platform.UnitTests.Api;
using Platform.UnitTests.StateVersions;

namespace Platform.UnitTests.Audit;

public sealed class RecordRequestsTests
{
    private const string Marker = "marked-secret-7341";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_refused_attempt_is_told_of_to_the_organization_whose_thing_it_is(TestDatabase database)
    {
        await using var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var workspace = await api.CreateWorkspaceAsync();
        var reader = await api.AddUserAsync("reader", role: BuiltInRole.Read, organization: "demo");
        var stranger = await api.AddUserAsync("stranger");

        (await api.SendAsync("PATCH", $"/workspaces/{workspace}", "{\"data\":{\"attributes\":{}}}", reader)).Is(403);
        (await api.SendAsync("DELETE", $"/workspaces/{workspace}", caller: stranger)).Is(404);
        (await api.SendAsync("POST", $"/workspaces/{workspace}/actions/lock", "{}", stranger)).Is(404);
        (await api.SendAsync("PATCH", "/organizations/demo", "{\"data\":{\"attributes\":{}}}", stranger)).Is(404);

        // Nothing is there, or the caller sees what is there, or only looked.
        (await api.SendAsync("DELETE", "/workspaces/ws-AAAAAAAAAAAAAAAA", caller: stranger)).Is(404);
        (await api.SendAsync("DELETE", $"/workspaces/{workspace}/vars/var-AAAAAAAAAAAAAAAA", caller: api.Administrator)).Is(404);
        (await api.SendAsync("GET", $"/workspaces/{workspace}", caller: stranger)).Is(404);
        (await api.SendAsync("PATCH", $"/workspaces/{workspace}", """{"data":{"attributes":{"name":"not a name"}}}""")).Is(422);

        var refused = (await api.SendAsync("GET", "/organizations/demo/audit-trail?filter[outcome]=refused")).Is(200).Data.EnumerateArray().Reverse().ToList();
        Assert.Equal(
            [
                (reader.Value, "update workspace", "403 to PATCH /api/v2/workspaces/{id:ws}"),
                (stranger.Value, "destroy workspace", "404 to DELETE /api/v2/workspaces/{id:ws}"),
                (stranger.Value, "lock workspace", "404 to POST /api/v2/workspaces/{id:ws}/actions/lock"),
                (stranger.Value, "update organization", "404 to PATCH /api/v2/organizations/{organization}"),
            ],
            refused.Select(e => (
                e.GetProperty("auth").GetProperty("accessor_id").GetString(),
                $"{Resource(e, "action")} {Resource(e, "type")}",
                e.GetProperty("resource").GetProperty("meta").GetProperty("reason").GetString())));
        Assert.All(refused.Take(3), e => Assert.Equal(workspace.Value, Resource(e, "id")));
    }

    [Fact]
    public async Task A_flood_of_refused_attempts_is_counted()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var workspace = await api.CreateWorkspaceAsync();
        var stranger = await api.AddUserAsync("stranger");
        for (var attempt = 0; attempt < 50; attempt++)
        {
            (await api.SendAsync("DELETE", $"/workspaces/{workspace}", caller: stranger)).Is(404);
        }

        Assert.Equal(20, await RefusedAsync(api));
        await api.WithServicesAsync(async services =>
        {
            foreach (var (caller, act) in services.GetRequiredService<RefusalLimit>().Counted(TimeProvider.System.GetUtcNow(), all: true))
            {
                await services.GetRequiredService<WriteEntry>().ExecuteAsync(caller, act, Token);
            }

            return true;
        });
        Assert.Equal(21, await RefusedAsync(api));
        var counted = await api.WithDatabaseAsync(db => db.AuditEntries.SingleAsync(e => e.Count > 1, Token));
        Assert.Equal((30, stranger.Value, AuditOutcome.Refused), (counted.Count, counted.ActorId, counted.Outcome));
        // The next minute begins anew.
        (await api.SendAsync("DELETE", $"/workspaces/{workspace}", caller: stranger)).Is(404);
        Assert.Equal(22, await RefusedAsync(api));
    }

    [Fact]
    public async Task Who_reads_a_state_is_told_of()
    {
        await using var site = await RetentionSite.StartAsync();
        var reader = await site.Api.AddUserAsync("reader", role: BuiltInRole.Read, organization: "demo");
        var state = await site.PushAsync(1);

        (await site.Api.SendAsync("GET", $"/state-versions/{state}", caller: reader)).Is(200);
        (await site.Api.SendAsync("GET", $"/state-versions/{state}/download", caller: reader)).Is(200);

        var read = Assert.Single((await site.Api.SendAsync("GET", "/organizations/demo/audit-trail?filter[action]=read")).Is(200).Data.EnumerateArray());
        Assert.Equal(("state_version", state.ToString()), (Resource(read, "type"), Resource(read, "id")));
        Assert.Equal(reader.Value, read.GetProperty("auth").GetProperty("accessor_id").GetString());
        Assert.Equal(site.Workspace.Value, read.GetProperty("resource").GetProperty("meta").GetProperty("workspace_id").GetString());
    }

    [Fact]
    public async Task What_counts_as_reading_secrets_are_routes_that_there_are()
    {
        await using var platform = await TestPlatform.StartAsync(new TestOptions { Workers = false }, Token);
        var routes = platform.Services!.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText);

        Assert.Empty(RecordRequests.Reads.Except(routes.Select(route => route?.TrimEnd('/'))));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task No_secret_is_in_the_trail(TestDatabase database)
    {
        await using var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var workspace = await api.CreateWorkspaceAsync();
        foreach (var sensitive in (string[])["true", "false"])
        {
            var made = (await api.SendAsync(
                "POST", $"/workspaces/{workspace}/vars", $$$$"""{"data":{"attributes":{"key":"k{{{{sensitive}}}}","value":"{{{{Marker}}}}","category":"env","sensitive":{{{{sensitive}}}} } } }""")).Is(201);
            (await api.SendAsync("PATCH", $"/workspaces/{workspace}/vars/{made.Id}", $$$$"""{"data":{"attributes":{"value":"{{{{Marker}}}}-again"}}}""")).Is(200);
            (await api.SendAsync("DELETE", $"/workspaces/{workspace}/vars/{made.Id}")).Is(204);
        }

        var set = (await api.SendAsync("POST", "/organizations/demo/varsets", """{"data":{"attributes":{"name":"set"}}}""")).Is(201).Id;
        (await api.SendAsync("POST", $"/varsets/{set}/relationships/vars", $$$$"""{"data":{"attributes":{"key":"k","value":"{{{{Marker}}}}","category":"env","sensitive":true}}}""")).Is(201);
        (await api.SendAsync("POST", $"/workspaces/{workspace}/actions/lock", """{"data":{"attributes":{"reason":"r"}}}""")).Is(200);
        var state = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(
            $$$$"""{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"l","outputs":{"o":{"value":"{{{{Marker}}}}","type":"string","sensitive":true}},"resources":[]}"""));
        var md5 = StateSite.Md5(Convert.FromBase64String(state));
        (await api.SendAsync("POST", $"/workspaces/{workspace}/state-versions", $$$$"""{"data":{"attributes":{"serial":1,"md5":"{{{{md5}}}}","lineage":"l","state":"{{{{state}}}}"}}}""")).Is(201);
        var team = (await api.SendAsync("POST", "/organizations/demo/teams", """{"data":{"attributes":{"name":"team"}}}""")).Is(201).Id;
        var token = (await api.SendAsync("POST", $"/teams/{team}/authentication-token", "{}")).Is(201).Attribute("token").GetString()!;

        var rows = await api.WithDatabaseAsync(db => db.AuditEntries.AsNoTracking().ToListAsync(Token));
        Assert.True(rows.Count(row => row.Changes?.Contains(EntityChanges.Stars, StringComparison.Ordinal) == true) >= 7);
        Assert.Equal(
            ["authentication_token", "organization", "organization_membership", "project", "state_version", "team", "team_member", "user", "variable", "variable_set", "variable_set_variable", "workspace"],
            rows.Select(row => row.ResourceType).Distinct().Order());
        Assert.All(rows, row =>
        {
            var text = JsonSerializer.Serialize(row);
            Assert.DoesNotContain(Marker, text, StringComparison.Ordinal);
            Assert.DoesNotContain(token, text, StringComparison.Ordinal);
            Assert.DoesNotContain(state, text, StringComparison.Ordinal);
        });
    }

    private static string? Resource(JsonElement entry, string name) => entry.GetProperty("resource").GetProperty(name).GetString();

    private static Task<int> RefusedAsync(ApiServer api) => api.WithDatabaseAsync(db => db.AuditEntries.CountAsync(e => e.Outcome == AuditOutcome.Refused, Token));
}
