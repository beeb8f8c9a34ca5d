using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Identity;
using Platform.Identity.Tokens;
using Platform.Persistence;
using Platform.TestKit;

namespace Platform.UnitTests.StateVersions.HttpBackend;

/// <summary>The <c>http</c> state backend as its clients use it, with a token for a password.</summary>
public sealed class HttpBackendTests : IAsyncDisposable
{
    private const string Lineage = "11111111-2222-3333-4444-555555555555";
    private TestPlatform _platform = null!;
    private string _organization = null!;
    private string _workspace = null!;
    private string _owner = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_state_is_written_read_and_deleted_by_the_rules_of_every_state(TestDatabase database)
    {
        await StartAsync(database);

        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync("GET")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("POST", State(1))).Status);
        Assert.Equal(State(1), (await SendAsync("GET")).Text);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("POST", State(1))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync("POST", State(1, "other"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("PUT", State(2))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync("POST", State(1))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync("POST", State(3).Replace(Lineage, "another", StringComparison.Ordinal))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync("POST", "no state")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync("POST", State(3), md5: Convert.ToBase64String(new byte[16]))).Status);
        Assert.Equal(State(2), (await SendAsync("GET")).Text);

        var version = await _platform.Api.GetAsync($"workspaces/{_workspace}/current-state-version", Token);
        Assert.Equal((2, "finalized"), (version.GetProperty("attributes").GetProperty("serial").GetInt32(), version.GetProperty("attributes").GetProperty("status").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("DELETE")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync("GET")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("POST", State(1))).Status);
    }

    [Fact]
    public async Task A_lock_is_kept_with_what_its_holder_said_and_only_its_id_writes_and_unlocks()
    {
        await StartAsync(TestDatabase.Sqlite);
        var other = await TokenAsync(BuiltInRole.Write);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync("LOCK", Lock("one"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("LOCK", Lock("one"))).Status);
        foreach (var token in (string[])[_owner, other])
        {
            Assert.Equal((HttpStatusCode.Locked, Lock("one")), await SendAsync("LOCK", Lock("two"), token: token));
            Assert.Equal((HttpStatusCode.Locked, Lock("one")), await SendAsync("POST", State(1), token: token));
            Assert.Equal((HttpStatusCode.Locked, Lock("one")), await SendAsync("POST", State(1), "?ID=two", token: token));
            Assert.Equal((HttpStatusCode.Locked, Lock("one")), await SendAsync("UNLOCK", Lock("two"), token: token));
        }

        Assert.Equal("Locked by ann@host for OperationTypeApply", (await _platform.Api.GetAsync($"workspaces/{_workspace}", Token)).GetProperty("attributes").GetProperty("locked-reason").GetString());
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync("POST", State(1), "?ID=one", token: other)).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("POST", State(5), "?ID=one")).Status);

        // The holder of the lock has been asked by the client already whether an older state may replace a newer one.
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("POST", State(4), "?ID=one")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync("UNLOCK", Lock("one"), token: other)).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("UNLOCK", Lock("one"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("UNLOCK", Lock("one"))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync("POST", State(6), "?ID=one")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("LOCK", "{}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("LOCK", Lock(new string('x', 9000)))).Status);
    }

    [Fact]
    public async Task A_lock_is_broken_by_who_may_and_works_at_an_address_of_its_own_with_ordinary_methods()
    {
        await StartAsync(TestDatabase.Sqlite);
        var writer = await TokenAsync(BuiltInRole.Write);
        var admin = await TokenAsync(BuiltInRole.Admin);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync("POST", Lock("one"), "/lock", token: writer)).Status);
        Assert.Equal((HttpStatusCode.Locked, Lock("one")), await SendAsync("POST", Lock("two"), "/lock"));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("DELETE", Lock("one"), "/lock", token: writer)).Status);

        // By id, as Terraform does, and without a body, as OpenTofu does.
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("LOCK", Lock("three"), token: writer)).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("UNLOCK", """{"ID":"three"}""", token: admin)).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("LOCK", Lock("four"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync("UNLOCK", token: writer)).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("UNLOCK", token: admin)).Status);

        // A lock of another kind is described by the platform.
        await _platform.Api.SendAsync(HttpMethod.Post, $"workspaces/{_workspace}/actions/lock", new { reason = "closed for today" }, Token);
        var (status, text) = await SendAsync("LOCK", Lock("five"), token: writer);
        Assert.Equal(HttpStatusCode.Locked, status);
        using var info = JsonDocument.Parse(text);
        Assert.Equal(($"{_organization}/main", "closed for today"), (info.RootElement.GetProperty("ID").GetString(), info.RootElement.GetProperty("Info").GetString()));
    }

    [Fact]
    public async Task Without_a_good_token_and_for_what_the_caller_may_not_see_nothing_is_told_or_done()
    {
        await StartAsync(TestDatabase.Sqlite);
        var reader = await TokenAsync(BuiltInRole.Read);
        var stranger = await TokenAsync(role: null);

        foreach (var method in (string[])["GET", "POST", "DELETE", "LOCK", "UNLOCK"])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(method, State(1), token: "wrong")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(method, method is "LOCK" or "UNLOCK" ? Lock("x") : State(1), token: stranger)).Status);
            Assert.Equal(method == "GET" ? HttpStatusCode.NoContent : HttpStatusCode.Forbidden, (await SendAsync(method, method is "LOCK" or "UNLOCK" ? Lock("x") : State(1), token: reader)).Status);
        }

        // A name and a password open these addresses and no other, and a bearer's token these too.
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v2/account/details");
        request.Headers.Authorization = Basic(_owner);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _platform.Client.SendAsync(request, Token)).StatusCode);
        using var bearer = new HttpRequestMessage(HttpMethod.Get, $"/state/v1/{_organization}/main");
        bearer.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _owner);
        Assert.Equal(HttpStatusCode.NoContent, (await _platform.Client.SendAsync(bearer, Token)).StatusCode);
    }

    public async ValueTask DisposeAsync() => await _platform.DisposeAsync();

    private static string State(int serial, string output = "value") =>
        $$$"""{"version":4,"terraform_version":"1.11.4","serial":{{{serial}}},"lineage":"{{{Lineage}}}","outputs":{"a":{"value":"{{{output}}}","type":"string"}},"resources":[]}""";

    private static string Lock(string id) => $$"""{"ID":"{{id}}","Operation":"OperationTypeApply","Info":"","Who":"ann@host","Version":"1.11.4","Created":"2026-01-02T03:04:05Z","Path":""}""";

    private static AuthenticationHeaderValue Basic(string token) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"anybody:{token}")));

    private async Task StartAsync(TestDatabase database)
    {
        _platform = await TestPlatform.StartAsync(new TestOptions { Database = database, Workers = false }, Token);
        _organization = await _platform.Api.CreateOrganizationAsync(Token);
        _workspace = (await _platform.Api.CreateWorkspaceAsync(_organization, Token, name: "main")).GetProperty("id").GetString()!;
        _owner = _platform.Client.DefaultRequestHeaders.Authorization!.Parameter!;
    }

    private async Task<string> TokenAsync(BuiltInRole? role)
    {
        await using var scope = _platform.Services!.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();
        var name = $"user-{Guid.NewGuid():N}";
        var user = new User { UserName = name, NormalizedUserName = name.ToUpperInvariant() };
        var issued = IssuedToken.ForUser(user.Id, "for the test", TimeProvider.System.GetUtcNow(), expiresAt: null);
        db.AddRange(user, issued.Token);
        if (role is { } given)
        {
            var organization = (await db.Workspaces.FindAsync([WorkspaceId.Wrap(_workspace)], Token))!.OrganizationId;
            db.Add(new AccessGrant { Id = AccessGrantId.New(), UserId = user.Id, RoleId = BuiltInRoles.IdOf(given), OrganizationId = organization });
        }

        await db.SaveChangesAsync(Token);
        return issued.Secret;
    }

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(string method, string? body = null, string more = "", string? token = null, string? md5 = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/state/v1/{_organization}/main{more}");
        request.Headers.Authorization = Basic(token ?? _owner);
        request.Content = body is null || method == "GET" ? null : new StringContent(body, Encoding.UTF8, "application/json");
        if (md5 is not null)
        {
            request.Content!.Headers.ContentMD5 = Convert.FromBase64String(md5);
        }

        using var answer = await _platform.Client.SendAsync(request, Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }
}
