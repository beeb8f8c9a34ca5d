using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Platform.TestKit;

namespace Platform.UnitTests.Contract;

public sealed partial class OpenApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_description_is_served_to_who_has_a_token_and_has_every_route_in_it()
    {
        await using var site = await ContractSite.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v2/openapi.json");
        using var answer = await site.SendAsync(request);
        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var document = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!;

        var described = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(method => $"{method.Key.ToUpperInvariant()} /api/v2{path.Key}"));
        var mapped = site.Routes.Where(route => route.IsJsonApi && route.Pattern.RawText != "/api/v2/ping").Select(route => $"{route.Method} {PolicyOfParameter().Replace(route.Pattern.RawText!, "}")}");
        Assert.Equal(mapped.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
        Assert.All(Reference().Matches(document.ToJsonString()), reference => Assert.NotNull(document["components"]!["schemas"]![reference.Groups["name"].Value]));
        Assert.All(
            (string[])["/workspaces/{id}/runs", "/organizations/{organization}/runs"],
            path => Assert.Contains(document["paths"]![path]!["get"]!["parameters"]!.AsArray(), parameter => (string?)parameter!["name"] == "filter[status_group]"));
        using var anonymous = site.Anonymous();
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync(new Uri("/api/v2/openapi.json", UriKind.Relative), Token)).StatusCode);
    }

    /// <summary>Both are read by name in the middle of a handler, where only this test sees them.</summary>
    [Theory]
    [InlineData("""RelatedId\("(?<name>[a-z-]+)"\)|RelatedMany<[A-Za-z]+>\("(?<name>[a-z-]+)"\)""", """\[ReadsRelationship\("(?<name>[a-z-]+)""")]
    [InlineData("""[Qq]uery\["(?<name>[^"]+)"\]""", """\[ReadsQuery\("(?<name>[^"]+)""")]
    public void What_a_module_reads_of_a_request_by_name_is_in_the_description(string read, string said)
    {
        var source = Path.Combine(Repository.Root, "src", "Platform");
        foreach (var module in Directory.EnumerateDirectories(source).Where(folder => Path.GetFileName(folder) is not ("JsonApi" or "bin" or "obj")))
        {
            // The addresses of logs and of the http backend are outside of the API.
            var text = string.Concat(Directory.EnumerateFiles(module, "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains("/Logs/", StringComparison.Ordinal) && !file.Contains("/HttpBackend/", StringComparison.Ordinal)).Select(File.ReadAllText));

            Assert.Empty(Names(text, read).Except(Names(text, said)).Select(name => $"{Path.GetFileName(module)} reads {name}: say so with [ReadsRelationship] or [ReadsQuery]."));
        }
    }

    private static IEnumerable<string> Names(string text, string pattern) =>
        Regex.Matches(text, pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Select(match => match.Groups["name"].Value).Distinct();

    [GeneratedRegex(@":[a-z]+\}", RegexOptions.None, 1000)]
    private static partial Regex PolicyOfParameter();

    [GeneratedRegex("\"#/components/schemas/(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();
}
