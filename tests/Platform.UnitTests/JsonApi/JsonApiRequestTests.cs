using System.Text;
using Microsoft.AspNetCore.Http;
using Platform.JsonApi;
using Platform.Results;

namespace Platform.UnitTests.JsonApi;

public sealed class JsonApiRequestTests
{
    [Theory]
    [InlineData("""{"data":{"attributes":{"name":"a\u0000b"}}}""")]
    [InlineData("""{"data":{"attributes":{"name":"a\ud800b"}}}""")]
    [InlineData("""{"data":{"relationships":{"workspace":{"data":{"id":"\ud800"}}}}}""")]
    [InlineData("""{"data":{"attributes":{"na\u0000me":"x"}}}""")]
    [InlineData("""{"data":{"attributes":{"na\ud800me":"x"}}}""")]
    public async Task Text_that_nothing_can_hold_is_refused_and_no_fault(string body) =>
        Assert.Equal(RefusalKind.Malformed, (await ReadAsync(body)).Refusal?.Kind);

    [Fact]
    public async Task Escapes_that_say_something_are_read() =>
        Assert.Equal("\u00e9\ud83d\ude00\\u0000", (await ReadAsync("""{"data":{"attributes":{"name":"\u00e9\ud83d\ude00\\u0000"}}}""")).Attributes.Name);

    [Fact]
    public async Task Of_a_relationship_that_comes_twice_the_last_one_counts()
    {
        var request = await ReadAsync("""{"data":{"relationships":{"workspace":{"data":{"id":"ws-1"}},"workspace":{"data":{"id":"ws-2"}}}}}""");

        Assert.Null(request.Refusal);
        Assert.Equal("ws-2", request.RelatedId("workspace"));
    }

    private static async Task<JsonApiRequest<Named>> ReadAsync(string body)
    {
        var context = new DefaultHttpContext { Request = { Method = "POST", ContentType = "application/vnd.api+json", Body = new MemoryStream(Encoding.UTF8.GetBytes(body)), ContentLength = body.Length } };
        return (await JsonApiRequest<Named>.BindAsync(context))!;
    }

    private sealed class Named
    {
        public string? Name { get; set; }
    }
}
