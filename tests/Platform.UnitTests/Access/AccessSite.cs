using Platform.Contracts.Ids;
using Platform.TestKit;
using Platform.UnitTests.Api;
using Platform.UnitTests.Teams;

namespace Platform.UnitTests.Access;

/// <summary>The site of teams, with requests for roles and grants.</summary>
internal sealed class AccessSite(TeamSite teams) : IAsyncDisposable
{
    public TeamSite Teams { get; } = teams;

    public ApiServer Api => Teams.Api;

    public UserId Member => Teams.Member;

    public static async Task<AccessSite> StartAsync(TestDatabase database) => new(await TeamSite.StartAsync(database));

    public Task<ApiAnswer> CreateRoleAsync(string name, string permissions, UserId? caller = null, string organization = "demo") => Api.SendAsync(
        "POST", $"/organizations/{organization}/roles", $$$"""{"data":{"type":"roles","attributes":{"name":"{{{name}}}","permissions":[{{{permissions}}}]} } }""", caller);

    /// <summary>Gives a role.</summary>
    /// <param name="role">Its id.</param>
    /// <param name="who">For example <c>user:user-…</c>.</param>
    /// <param name="where">For example <c>workspace:ws-…</c>; null: the organization itself.</param>
    /// <param name="caller">Who gives it, if it is not the administrator.</param>
    /// <param name="organization">The organization; null: the whole site.</param>
    public Task<ApiAnswer> GrantAsync(string role, string who, string? where = null, UserId? caller = null, string? organization = "demo")
    {
        var relationships = new List<string> { Related($"role:{role}"), Related(who) };
        if (where is not null)
        {
            relationships.Add(Related(where));
        }

        return Api.SendAsync(
            "POST",
            organization is null ? "/access-grants" : $"/organizations/{organization}/access-grants",
            $$$"""{"data":{"type":"access-grants","relationships":{ {{{string.Join(',', relationships)}}} } } }""",
            caller);
    }

    public ValueTask DisposeAsync() => Teams.DisposeAsync();

    private static string Related(string text)
    {
        var (kind, id) = text.Split(':', 2) is [var left, var right] ? (left, right) : throw new ArgumentException($"{text} is not kind:id.", nameof(text));
        return $$$""" "{{{kind}}}":{"data":{"type":"{{{kind}}}s","id":"{{{id}}}"} } """;
    }
}
