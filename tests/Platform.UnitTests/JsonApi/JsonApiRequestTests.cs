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

    [Theory]
    [InlineData("name", "5")]
    [InlineData("name", "{}")]
    [InlineData("is-set", "\"yes\"")]
    [InlineData("is-set", "[true]")]
    [InlineData("many", "\"x\"")]
    [InlineData("many", "[\"x\",{\"a\":1}]")]
    [InlineData("size", "1e400")]
    public async Task A_value_of_the_wrong_kind_is_refused_at_its_attribute(string attribute, string value)
    {
        var refusal = (await ReadAsync($$$$"""{"data":{"attributes":{"{{{{attribute}}}}":{{{{value}}}}}}}""")).Refusal;

        Assert.Equal((RefusalKind.Invalid, $"/data/attributes/{attribute}"), (refusal?.Kind, refusal?.Pointer));
        Assert.DoesNotContain("System", refusal!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"data":[{"id":"\ud800"}]}""")]
    [InlineData("""{"data":[{"attributes":{"name":"a\u0000b"}}]}""")]
    public async Task A_list_with_text_that_nothing_can_hold_is_refused(string body)
    {
        var context = new DefaultHttpContext { Request = { Body = new MemoryStream(Encoding.UTF8.GetBytes(body)) } };

        Assert.Equal(RefusalKind.Malformed, (await JsonApiListRequest<Named>.BindAsync(context))?.Refusal?.Kind);
    }

    private static async Task<JsonApiRequest<Named>> ReadAsync(string body)
    {
        var context = new DefaultHttpContext { Request = { Method = "POST", ContentType = "application/vnd.api+json", Body = new MemoryStream(Encoding.UTF8.GetBytes(body)), ContentLength = body.Length } };
        return (await JsonApiRequest<Named>.BindAsync(context))!;
    }

    private sealed class Named
    {
        public string? Name { get; set; }
        public Optional<bool?> IsSet { get; set; }
        public Optional<IReadOnlyList<string>?> Many { get; set; }
        public int Size { get; set; }
    }
}
