using System.Text;
using Microsoft.AspNetCore.Routing.Patterns;
using Platform.Access;
using Platform.JsonApi;
using Platform.TestKit;

namespace Platform.UnitTests.Contract;

/// <summary>Asks every route in the name of everybody, and holds what they were told against docs/permissions.md.</summary>
/// <remarks>
/// With <c>PLATFORM_PERMISSIONS=write</c> the page is written anew; read what changed before it is committed. A route that the page has no row of fails here.
/// </remarks>
public sealed class PermissionMatrixTests
{
    private const string Begin = "<!-- what the test saw begins -->";
    private const string End = "<!-- what the test saw ends -->";
    private const string Lock = """{"ID":"of-the-test"}""";
    private static readonly string Page = Path.Combine(Repository.Root, "docs", "permissions.md");

    /// <summary>What a request needs beside its path before anybody looks at who asks; ids of the organization's things are put in for their prefixes.</summary>
    private static readonly Dictionary<string, string> Needed = new(StringComparer.Ordinal)
    {
        ["GET /api/v2/team-workspaces"] = "?filter[workspace][id]={ws}",
        ["GET /api/v2/team-projects"] = "?filter[project][id]={prj}",
        ["GET /api/v2/vars"] = "?filter[organization][name]={organization}&filter[workspace][name]={name}",
        ["GET /api/v2/organizations/{organization}/effective-access"] = "?filter[user][id]={user}",
        ["POST /api/v2/runs"] = """{"data":{"relationships":{"workspace":{"data":{"id":"{ws}"}}}}}""",
        ["POST /api/v2/tags/{tag}/relationships/workspaces"] = """{"data":[{"type":"workspaces","id":"{ws}"}]}""",
        ["POST /api/v2/plan-exports"] = """{"data":{"attributes":{"data-type":"sentinel-mock-bundle-v0"},"relationships":{"plan":{"data":{"id":"{plan}"}}}}}""",
        ["POST /api/v2/team-workspaces"] = """{"data":{"attributes":{"access":"none of these"},"relationships":{"workspace":{"data":{"id":"{ws}"}},"team":{"data":{"id":"{team}"}}}}}""",
        ["POST /api/v2/team-projects"] = """{"data":{"attributes":{"access":"none of these"},"relationships":{"project":{"data":{"id":"{prj}"}},"team":{"data":{"id":"{team}"}}}}}""",
        ["POST /api/v2/runs/{id:run}/comments"] = """{"data":{"attributes":{"body":"hello"}}}""",
        ["POST /api/v2/teams/{id:team}/authentication-tokens"] = """{"data":{"attributes":{"description":"another"}}}""",
        ["POST /api/v2/workspaces/{id:ws}/state-versions"] = """{"data":{"attributes":{"serial":9,"md5":"d41d8cd98f00b204e9800998ecf8427e"}}}""",
        ["PATCH /api/v2/workspaces/{id:ws}/state-versions"] = """{"data":{"relationships":{"rollback-state-version":{"data":{"id":"{sv}"}}}}}""",
        ["LOCK /state/v1/{organization}/{workspace}/"] = Lock,
        ["LOCK /state/v1/{organization}/{workspace}/lock"] = Lock,
        ["POST /state/v1/{organization}/{workspace}/lock"] = Lock,
        ["PUT /state/v1/{organization}/{workspace}/lock"] = Lock,
        ["POST /api/v2/vars"] = """{"data":{"relationships":{"configurable":{"data":{"id":"{ws}"}},"workspace":{"data":{"id":"{ws}"}}}}}""",
    };

    /// <summary>Routes whose answer depends on what is asked for: the other rows they have.</summary>
    private static readonly Dictionary<string, (string Suffix, string Needed)> Others = new(StringComparer.Ordinal)
    {
        ["POST /api/v2/runs"] = (" (plan only)", """{"data":{"attributes":{"plan-only":true},"relationships":{"workspace":{"data":{"id":"{ws}"}}}}}"""),
    };

    /// <summary>Who tries another organization's things too: those who may most in their own.</summary>
    private static readonly string[] Climbers = ["`admin`", "a run's token", "a team's token (`write` in the workspace)", "a service account's token (`write`)", "the organization's token"];

    [Fact]
    public async Task Everybody_may_do_what_the_page_says_and_nothing_in_another_organization()
    {
        await using var site = await ContractSite.StartAsync();
        var routes = ApiRoute.Of(site.Endpoints, "/api/v2/", "/state/v1/");
        var rows = new List<string>();
        var leaks = new List<string>();
        var askers = await site.MakeAskersAsync();
        rows.Add($"| | {string.Join(" | ", askers.Select(asker => asker.Name))} |");
        rows.Add($"|---|{string.Concat(askers.Select(_ => "---|"))}");
        foreach (var (route, suffix, needed) in routes.SelectMany(Rows))
        {
            var cells = new List<string>();
            for (var index = 0; index < askers.Count; index++)
            {
                var (answer, tookAway) = await AskAsync(site, route, needed, askers[index], site.Own);
                cells.Add(answer);
                if (Climbers.Contains(askers[index].Name)
                    && (route.Pattern.Parameters.Count > 0 || needed.Length > 0)
                    && (await AskAsync(site, route, needed, askers[index], site.Foreign)).Answer is "+" or "!")
                {
                    leaks.Add($"{route} for {askers[index].Name}");
                }

                if (tookAway)
                {
                    await site.MakeOwnAsync();
                    askers = await site.MakeAskersAsync();
                }
            }

            rows.Add($"| `{route.Method} {route.Pattern.RawText!.Replace("/api/v2", "", StringComparison.Ordinal)}`{suffix} | {string.Join(" | ", cells)} |");
        }

        Assert.True(leaks.Count == 0, $"Another organization's things were reached:\n{string.Join('\n', leaks)}");
        var seen = $"{Roles()}\n## Routes\n\n{string.Join('\n', rows)}\n\n## Pages\n\n{await PagesAsync(site, [.. askers.Where(asker => asker.Token is null || asker.Person is not null)])}\n";
        Assert.DoesNotContain("| ! |", seen, StringComparison.Ordinal);
        Hold(seen);
    }

    private static IEnumerable<(ApiRoute Route, string Suffix, string Needed)> Rows(ApiRoute route)
    {
        yield return (route, "", Needed.GetValueOrDefault(route.ToString(), ""));
        if (Others.TryGetValue(route.ToString(), out var other))
        {
            yield return (route, other.Suffix, other.Needed);
        }
    }

    /// <summary>Which pages open for whom. What a page shows and offers is asked of the same actions as the routes above.</summary>
    private static async Task<string> PagesAsync(ContractSite site, IReadOnlyList<Asker> askers)
    {
        var rows = new List<string> { $"| | {string.Join(" | ", askers.Select(asker => asker.Name))} |", $"|---|{string.Concat(askers.Select(_ => "---|"))}" };
        foreach (var page in site.Pages)
        {
            var cells = new List<string>();
            foreach (var asker in askers)
            {
                var path = string.Concat(page.PathSegments.Select(segment => $"/{Text(segment.Parts[0], site.Own)}"));
                using var request = new HttpRequestMessage(HttpMethod.Get, path.Length == 0 ? "/" : path);
                using var answer = await site.OpenAsync(request, asker.Person);
                var status = (int)answer.StatusCode;
                cells.Add(answer.Headers.Location?.ToString().Contains("/sign-in", StringComparison.Ordinal) == true ? "x" : status switch { 404 => "?", >= 500 => "!", _ => "+" });
            }

            rows.Add($"| `{page.RawText}` | {string.Join(" | ", cells)} |");
        }

        return string.Join('\n', rows);
    }

    /// <summary><c>+</c> allowed, <c>–</c> told that they may not, <c>?</c> told that there is no such thing, <c>x</c> not let in; <c>!</c> a fault of the server.</summary>
    private static async Task<(string Answer, bool TookAway)> AskAsync(ContractSite site, ApiRoute route, string needed, Asker asker, Possessions things)
    {
        foreach (var (prefix, id) in things.Ids)
        {
            needed = needed.Replace($"{{{prefix}}}", id, StringComparison.Ordinal);
        }

        var path = string.Concat(route.Pattern.PathSegments.Select(segment => $"/{Text(segment.Parts[0], things)}"));
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), route.Method == "GET" ? path + needed : path);
        if (route.Method != "GET" && (route.Body is not null || needed.Length > 0))
        {
            request.Content = new StringContent(needed.Length > 0 ? needed : route.ReadsList ? """{"data":[]}""" : "{}", Encoding.UTF8, JsonApiSerializer.MediaType);
        }

        using var answer = await site.SendAsync(request, asker.Token);
        var status = (int)answer.StatusCode;
        var mayTake = answer.IsSuccessStatusCode
            && (route.Method is "DELETE" || (route.ReadsList && route.Method == "PATCH") || path.Contains("authentication-token", StringComparison.Ordinal) || path.Contains("delete", StringComparison.Ordinal));
        return (status switch { 401 => "x", 403 => "–", 404 => "?", >= 500 => "!", _ => "+" }, mayTake && route.Method != "GET");
    }

    private static string Text(RoutePatternPart part, Possessions things) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternParameterPart { ParameterPolicies: [{ Content: { } prefix }, ..] } => Known(prefix, things),
        RoutePatternParameterPart { Name: "Run" } => Known("run", things),
        RoutePatternParameterPart { Name: "Secret" } => "not-a-secret",
        RoutePatternParameterPart parameter => Known(parameter.Name.ToLowerInvariant(), things),
        _ => throw new InvalidOperationException($"There is a part of a route that the test does not know: {part}."),
    };

    private static string Known(string kind, Possessions things) =>
        things.Ids.TryGetValue(kind, out var id) ? id : throw new InvalidOperationException($"{nameof(ContractSite)} has nothing for the parameter {kind}: give it one.");

    private static string Roles()
    {
        var text = new StringBuilder("## Roles\n\n| permission |");
        foreach (var role in BuiltInRoles.All)
        {
            text.Append($" `{BuiltInRoles.NameOf(role)}` |");
        }

        text.Append("\n|---|").Append(string.Concat(BuiltInRoles.All.Select(_ => "---|"))).Append('\n');
        foreach (var verb in PermissionVerbs.All)
        {
            Assert.True(PermissionVerbs.TryRead(verb, out var permission));
            text.Append($"| `{verb}` |").Append(string.Concat(BuiltInRoles.All.Select(role => BuiltInRoles.PermissionsOf(role).Contains(permission) ? " + |" : " |"))).Append('\n');
        }

        return text.ToString();
    }

    private static void Hold(string seen)
    {
        var text = File.ReadAllText(Page);
        var begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);
        var wanted = $"{text[..begin]}\n\n{seen}\n{text[end..]}";
        if (Environment.GetEnvironmentVariable("PLATFORM_PERMISSIONS") == "write")
        {
            File.WriteAllText(Page, wanted);
            return;
        }

        var (before, after) = (text.Split('\n'), wanted.Split('\n'));
        Assert.True(
            text == wanted,
            $"docs/permissions.md says otherwise (CONTRIBUTING.md says how to write it anew).\nThe page:\n{string.Join('\n', before.Except(after).Take(20))}\nThe server:\n{string.Join('\n', after.Except(before).Take(20))}");
    }
}
