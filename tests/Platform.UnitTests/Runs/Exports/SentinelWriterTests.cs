using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Platform.Runs.Exports.Mocks;

namespace Platform.UnitTests.Runs.Exports;

public sealed class SentinelWriterTests
{
    private static readonly string[] Texts =
    [
        "", "a", "\"", "\\", "\\\"", "\"\n}\nmain = rule { true }\n", "\r\n", "\t", "\0", "\u001b[1m", "\u0085", "\u2028\u2029", "\ufeffx", "ü", "😀", "${x}", "\\u0022", "null", "}", "// no", "x,\n",
    ];

    [Fact]
    public void What_is_written_reads_back_to_the_same_tree() => Prop.ForAll(Arb.From(Trees(3)), tree =>
    {
        var written = SentinelReader.Read(Write(tree));

        Assert.Equal(["value"], written.Keys);
        Assert.True(JsonNode.DeepEquals(tree, written["value"]), $"{tree?.ToJsonString()} was read back as {written["value"]?.ToJsonString()}");
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("9223372036854775808", "9223372036854775808.0")]
    [InlineData("-1", "-1")]
    [InlineData("1E400", "1E400")]
    [InlineData("0.10", "0.10")]
    public void A_whole_number_that_is_longer_than_an_integer_becomes_a_float(string json, string sentinel) =>
        Assert.Equal($"value = {sentinel}\n\n", Write(JsonNode.Parse(json)));

    [Fact]
    public void A_deep_nest_does_not_grow_with_the_square_of_its_depth()
    {
        var deep = new string('[', 400) + new string(']', 400);

        Assert.InRange(Write(JsonNode.Parse(deep, documentOptions: new JsonDocumentOptions { MaxDepth = 500 })).Length, 800, 20_000);
    }

    private static string Write(JsonNode? tree)
    {
        using var output = new MemoryStream();
        using var document = JsonDocument.Parse(tree?.ToJsonString(new JsonSerializerOptions { MaxDepth = 500 }) ?? "null", new JsonDocumentOptions { MaxDepth = 500 });
        var text = new SentinelWriter(output);
        text.Assign("value");
        text.Copy(document.RootElement);
        text.EndAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static Gen<JsonNode?> Trees(int depth)
    {
        var text = Gen.Elements(Texts).Or(Gen.Elements(Texts).Two().Select(two => two.Item1 + two.Item2));
        var leaf = Gen.OneOf(
            text.Select(value => (JsonNode?)JsonValue.Create(value)),
            Gen.Choose(int.MinValue, int.MaxValue).Select(value => (JsonNode?)JsonValue.Create((double)value)),
            Gen.Elements(0.5, -1e-7, 1e300, 123456789012345680000.0).Select(value => (JsonNode?)JsonValue.Create(value)),
            Gen.Elements(true, false).Select(value => (JsonNode?)JsonValue.Create(value)),
            Gen.Constant((JsonNode?)null));
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Trees(depth - 1);
        return Gen.OneOf(
            leaf,
            inner.ListOf().Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())])),
            text.SelectMany(_ => inner, (key, value) => (key, value)).ListOf()
                .Select(members => (JsonNode?)new JsonObject(members.DistinctBy(member => member.key).Select(member => KeyValuePair.Create(member.key, member.value?.DeepClone())))));
    }

}
