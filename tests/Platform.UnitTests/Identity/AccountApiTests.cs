using System.Net;
using System.Text;

namespace Platform.UnitTests.Identity;

public sealed class AccountApiTests(IdentitySite site) : IClassFixture<IdentitySite>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_changes_their_name_and_an_administrator_the_address_too()
    {
        var user = await site.CreateUserAsync(Token);
        using var own = await site.ClientAsync(user, Token);
        using var administrator = site.Client(IdentitySite.AdminToken);

        Assert.Equal((HttpStatusCode.OK, $"renamed-{user.UserName}"), await PatchAsync(own, $$""" "username":"renamed-{{user.UserName}}","is-site-admin":true,"id":"user-1" """));
        Assert.Equal(HttpStatusCode.Forbidden, (await PatchAsync(own, """ "email":"somebody@example.com" """)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PatchAsync(own, """ "username":"admin" """)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PatchAsync(own, """ "username":"api-team_x" """)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PatchAsync(own, """ "username":null """)).Status);
        Assert.Equal((HttpStatusCode.OK, "admin"), await PatchAsync(administrator, """ "email":"admin@example.com" """));

        using var read = await own.GetAsync(new Uri("/api/v2/account/details", UriKind.Relative), Token);
        var attributes = (await IdentitySite.ReadAsync(read, Token)).GetProperty("data").GetProperty("attributes");
        Assert.Equal($"renamed-{user.UserName}", attributes.GetProperty("username").GetString());
        Assert.False(attributes.GetProperty("is-site-admin").GetBoolean());
    }

    private static async Task<(HttpStatusCode Status, string? Name)> PatchAsync(HttpClient client, string attributes)
    {
        using var content = new StringContent($$$$"""{"data":{"type":"users","attributes":{ {{{{attributes}}}} }}}""", Encoding.UTF8, "application/vnd.api+json");
        using var answer = await client.PatchAsync(new Uri("/api/v2/account/update", UriKind.Relative), content, Token);
        return (answer.StatusCode, answer.IsSuccessStatusCode
            ? (await IdentitySite.ReadAsync(answer, Token)).GetProperty("data").GetProperty("attributes").GetProperty("username").GetString()
            : null);
    }
}
