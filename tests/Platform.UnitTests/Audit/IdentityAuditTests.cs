using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Audit;
using Platform.Identity.Tokens;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;
using Platform.UnitTests.Identity;

namespace Platform.UnitTests.Audit;

public sealed class IdentityAuditTests(IdentitySite site) : IClassFixture<IdentitySite>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_signs_in_and_who_cannot_is_told_of_without_what_was_typed()
    {
        var user = await site.CreateUserAsync(Token);
        using var browser = site.Client();
        foreach (var (name, password) in ((string, string)[])[(user.UserName!, "wrong-password-5512"), ("typed-into-the-wrong-field-5512", "x"), (user.UserName!, IdentitySite.Password)])
        {
            using var answer = await IdentitySite.PostFormAsync(browser, "/sign-in", [new("userName", name), new("password", password)], Token);
        }

        var entries = await EntriesAsync(e => e.ResourceType == "user" && (e.Action == "sign_in" || e.Action == "check_password") && (e.ResourceId == user.Id.Value || e.ResourceId == null));
        Assert.Equal(
            [("check_password", AuditOutcome.Refused, user.Id.Value), ("sign_in", AuditOutcome.Refused, null), ("sign_in", AuditOutcome.Done, user.Id.Value)],
            entries.Select(e => (e.Action, e.Outcome, e.ResourceId)));
        Assert.Equal(user.Id.Value, entries[^1].ActorId);
        Assert.All(entries, e => Assert.Equal("127.0.0.1", e.Address));
        Assert.DoesNotContain(await EntriesAsync(_ => true), e => JsonSerializer.Serialize(e) is var text && (text.Contains("5512", StringComparison.Ordinal) || text.Contains(IdentitySite.Password, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_wrong_token_and_a_token_of_the_wrong_kind_are_told_of()
    {
        var before = (await EntriesAsync(e => e.Outcome == AuditOutcome.Refused)).Count;
        using var wrong = site.Client("no-such-token");
        using var refused = await wrong.GetAsync(new Uri("/api/v2/account/details", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var nobody = site.Client();
        using var anonymous = await nobody.GetAsync(new Uri("/api/v2/account/details", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);

        var organization = await OrganizationAsync();
        var issued = await site.StoreAsync(IssuedToken.ForAuditTrail(organization.Id, site.Now, null), Token);
        using var auditor = site.Client(issued.Secret);
        using var forbidden = await auditor.GetAsync(new Uri($"/api/v2/organizations/{organization.Name}", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);

        var entries = (await EntriesAsync(e => e.Outcome == AuditOutcome.Refused)).Skip(before).ToList();
        Assert.Equal(
            [("401 to GET /api/v2/account/details", null), ("403 to GET /api/v2/organizations/{organization}", issued.Token.Id.Value)],
            entries.Select(e => (e.Reason, e.TokenId?.Value)));
        Assert.Equal(organization.Id, entries[1].OrganizationId);
    }

    [Fact]
    public async Task Tokens_for_audit_trails_are_made_read_the_trail_and_end()
    {
        var organization = await OrganizationAsync();
        var path = new Uri($"/api/v2/organizations/{organization.Name}/authentication-token?token=audit-trails", UriKind.Relative);
        using var administrator = site.Client(IdentitySite.AdminToken);
        using var none = await administrator.GetAsync(path, Token);
        using var made = await administrator.PostAsync(path, null, Token);
        using var other = await administrator.PostAsync(new Uri($"/api/v2/organizations/{organization.Name}/authentication-token", UriKind.Relative), null, Token);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Created, HttpStatusCode.Created), (none.StatusCode, made.StatusCode, other.StatusCode));
        var secret = await SecretAsync(made);
        Assert.StartsWith("platform_audit_", secret, StringComparison.Ordinal);

        // Neither takes the other one's place.
        foreach (var token in (string[])[secret, await SecretAsync(other)])
        {
            using var reader = site.Client(token);
            using var trail = await reader.GetAsync(new Uri("/api/v2/organization/audit-trail", UriKind.Relative), Token);
            Assert.Equal(HttpStatusCode.OK, trail.StatusCode);
            var entries = (await IdentitySite.ReadAsync(trail, Token)).GetProperty("data").EnumerateArray().ToList();
            Assert.Equal("organization create", Describe(entries[0]));
            Assert.All(entries, e => Assert.Equal(organization.Id.Value, e.GetProperty("auth").GetProperty("organization_id").GetString()));
        }

        using var revoked = await administrator.DeleteAsync(path, Token);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        using var late = site.Client(secret);
        using var after = await late.GetAsync(new Uri("/api/v2/organization/audit-trail", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        var tokens = await EntriesAsync(e => e.ResourceType == "authentication_token" && e.OrganizationId == organization.Id);
        Assert.Equal(["create", "create", "destroy"], tokens.Select(e => e.Action));
        Assert.DoesNotContain(await EntriesAsync(_ => true), e => JsonSerializer.Serialize(e).Contains(secret, StringComparison.Ordinal));

        static string Describe(JsonElement e) => $"{e.GetProperty("resource").GetProperty("type").GetString()} {e.GetProperty("resource").GetProperty("action").GetString()}";
    }

    private static async Task<string> SecretAsync(HttpResponseMessage made) =>
        (await IdentitySite.ReadAsync(made, Token)).GetProperty("data").GetProperty("attributes").GetProperty("token").GetString()!;

    private async Task<Organization> OrganizationAsync()
    {
        var made = await site.ActAsync<CreateOrganization, Result<OrganizationDetails>>(create => create.ExecuteAsync($"site-{Guid.NewGuid():N}"[..20], "a@example.com", Token));
        Assert.Null(made.Refusal);
        return made.Value!.Organization;
    }

    private Task<List<AuditEntry>> EntriesAsync(System.Linq.Expressions.Expression<Func<AuditEntry, bool>> which) =>
        site.ActAsync<PlatformDbContext, List<AuditEntry>>(db => db.AuditEntries.AsNoTracking().Where(which).OrderBy(e => e.At).ThenBy(e => e.Id).ToListAsync(Token));
}
