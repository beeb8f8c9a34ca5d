using Platform.Access;
using Platform.Identity;

namespace Platform.UnitTests.Identity;

public sealed class TokenRoutesTests
{
    [Theory]
    [InlineData("GET", "/api/v2/workspaces/{id:ws}")]
    [InlineData("GET", "/api/v2/workspaces/{workspace:ws}/current-state-version")]
    [InlineData("GET", "/api/v2/workspaces/{id:ws}/current-state-version-outputs")]
    [InlineData("GET", "/api/v2/organizations/{organization}/workspaces/{name}")]
    [InlineData("GET", "/api/v2/organizations/{organization}/entitlement-set")]
    [InlineData("GET", "api/v2/state-versions/{id:sv}/")]
    [InlineData("GET", "/api/v2/state-version-outputs/{id:wsout}")]
    public void A_runs_token_reads_state(string method, string pattern) => Assert.True(TokenRoutes.Allows(CallerKind.Run, method, pattern));

    [Theory]
    [InlineData("POST", "/api/v2/workspaces/{id:ws}/state-versions")]
    [InlineData("POST", "/api/v2/workspaces/{id:ws}/actions/lock")]
    [InlineData("PATCH", "/api/v2/workspaces/{id:ws}")]
    [InlineData("DELETE", "/api/v2/workspaces/{id:ws}")]
    [InlineData("HEAD", "/api/v2/workspaces/{id:ws}")]
    [InlineData("GET", "/api/v2/workspaces/{id:ws}/vars")]
    [InlineData("GET", "/api/v2/workspaces/{id:ws}/runs")]
    [InlineData("GET", "/api/v2/organizations/{organization}")]
    [InlineData("GET", "/api/v2/organizations/{organization}/workspaces")]
    [InlineData("GET", "/api/v2/account/details")]
    [InlineData("GET", "/api/v2/runs/{id:run}")]
    [InlineData("POST", "/api/v2/runs")]
    [InlineData("POST", "/api/v2/users/{id:user}/authentication-tokens")]
    [InlineData("GET", "/api/v2/{**path}")]
    [InlineData("GET", "/hubs/runs")]
    [InlineData("GET", "")]
    public void A_runs_token_reaches_nothing_else(string method, string pattern) => Assert.False(TokenRoutes.Allows(CallerKind.Run, method, pattern));

    [Theory]
    [InlineData("GET", "/api/v2/organizations/{organization}", true)]
    [InlineData("POST", "/api/v2/organizations/{organization}/workspaces", true)]
    [InlineData("POST", "/api/v2/runs", true)]
    [InlineData("GET", "/api/v2/account/details", true)]
    [InlineData("PATCH", "/api/v2/account/details", false)]
    [InlineData("GET", "/api/v2/users/{id:user}", false)]
    [InlineData("POST", "/api/v2/organizations/{organization}/authentication-token", false)]
    [InlineData("DELETE", "/api/v2/authentication-tokens/{id:at}", false)]
    [InlineData("GET", "/hubs/runs", false)]
    [InlineData("GET", "/api/v2/something-new", false)]
    [InlineData("GET", "/organizations", false)]
    public void An_organizations_token_reaches_the_organization_but_no_account_and_no_token(string method, string pattern, bool expected) =>
        Assert.Equal(expected, TokenRoutes.Allows(CallerKind.Organization, method, pattern));

    [Theory]
    [InlineData("GET", "/api/v2/teams/{id:team}", true)]
    [InlineData("POST", "/api/v2/team-workspaces", true)]
    [InlineData("POST", "/api/v2/runs/{id:run}/comments", true)]
    [InlineData("GET", "/api/v2/account/details", true)]
    [InlineData("PATCH", "/api/v2/account/update", false)]
    [InlineData("PATCH", "/api/v2/account/password", false)]
    [InlineData("POST", "/api/v2/users/{id:user}/authentication-tokens", false)]
    [InlineData("POST", "/api/v2/teams/{id:team}/authentication-token", false)]
    [InlineData("GET", "/api/v2/teams/{id:team}/authentication-tokens", false)]
    [InlineData("GET", "/api/v2/organizations/{organization}/team-tokens", false)]
    [InlineData("GET", "/hubs/runs", false)]
    public void A_teams_token_reaches_the_organization_but_no_account_and_no_token(string method, string pattern, bool expected) =>
        Assert.Equal(expected, TokenRoutes.Allows(CallerKind.Team, method, pattern));

    [Theory, InlineData(CallerKind.Anonymous), InlineData(CallerKind.Platform)]
    public void No_token_makes_anybody_into_these(CallerKind kind) => Assert.False(TokenRoutes.Allows(kind, "GET", "/api/v2/account/details"));
}
