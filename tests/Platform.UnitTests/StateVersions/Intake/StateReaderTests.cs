using System.Text;
using System.Text.Json;
using Platform.StateVersions;
using Platform.StateVersions.Intake;

namespace Platform.UnitTests.StateVersions.Intake;

public sealed class StateReaderTests
{
    private const string State = """
        {
          "version": 4, "terraform_version": "1.11.4", "serial": 7, "lineage": "f2968801-fa14-41ab-a044-224f3a4adf04",
          "outputs": {
            "plain": {"value": "grün \"x\"", "type": "string"},
            "secret": {"value": {"a": [1.50, 12345678901234567890123, true, null]}, "type": ["object", {"a": ["list", "number"]}], "sensitive": true}
          },
          "resources": [
            {"mode": "managed", "type": "null_resource", "name": "many", "provider": "provider[\"registry.terraform.io/hashicorp/null\"]",
             "instances": [{"schema_version": 0, "attributes": {"id": "1", "instances": [{}, {}]}}, {"attributes": {"id": "2"}}]},
            {"module": "module.network", "mode": "data", "type": "http", "name": "one", "provider": "provider[\"x\"]", "instances": [{}]},
            {"mode": "managed", "type": "null_resource", "name": "none", "provider": "provider[\"x\"]", "instances": []}
          ],
          "check_results": null
        }
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100_000)]
    public void Everything_of_interest_is_read_whatever_the_pieces_are(int piece)
    {
        var facts = Read(Encoding.UTF8.GetBytes(State), piece);

        Assert.Equal((7L, "f2968801-fa14-41ab-a044-224f3a4adf04", "1.11.4", 4), (facts.Serial, facts.Lineage, facts.ToolVersion, facts.FormatVersion));
        Assert.Equal(2, facts.Resources.ManagedInstances);
        Assert.Equal(
            [
                new ResourceEntry("many", "null_resource", 2, "root", "provider[\"registry.terraform.io/hashicorp/null\"]"),
                new ResourceEntry("one", "data.http", 1, "module.network", "provider[\"x\"]"),
                new ResourceEntry("none", "null_resource", 0, "root", "provider[\"x\"]"),
            ],
            facts.Resources.Resources);
        Assert.Equal(2, facts.Resources.Modules["root"]["null-resource"]);
        Assert.Equal(1, facts.Resources.Providers["provider[\"x\"]"]["data.http"]);
        Assert.Equal(["plain", "secret"], facts.Outputs.Select(output => output.Name));
        Assert.Equal("grün \"x\"", JsonSerializer.Deserialize<string>(facts.Outputs[0].ValueJson));
        Assert.Equal("""{"a":[1.50,12345678901234567890123,true,null]}""", Encoding.UTF8.GetString(facts.Outputs[1].ValueJson));
        Assert.Equal("""["object",{"a":["list","number"]}]""", facts.Outputs[1].TypeJson);
        Assert.Equal([false, true], facts.Outputs.Select(output => output.IsSensitive));
    }

    [Fact]
    public void Of_very_many_resources_all_are_counted_and_not_all_are_listed()
    {
        var one = """{"mode":"managed","type":"t","name":"n","provider":"p","instances":[{}]}""";
        var facts = Read(Encoding.UTF8.GetBytes($$"""{"version":4,"serial":1,"resources":[{{string.Join(',', Enumerable.Repeat(one, 2000))}}]}"""), 1000);

        Assert.Equal((2000, 2000), (facts.Resources.ManagedInstances, facts.Resources.Modules["root"]["t"]));
        Assert.Equal(ResourceSummary.MostListed, facts.Resources.Resources.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(100_000_000)]
    public void The_place_of_the_serial_is_known_even_after_a_long_string(int piece)
    {
        var state = Encoding.UTF8.GetBytes($$"""{"version":4,"note":"{{LongText(400_000)}}","more":["x", "{{LongText(300_000)}}"],"serial": 123 ,"lineage":"l"}""");

        var facts = Read(state, piece);

        Assert.Equal("123", Encoding.UTF8.GetString(state.AsSpan((int)facts.SerialAt!.Start..(int)facts.SerialAt.End)));
    }

    [Fact]
    public void A_long_string_with_escapes_is_passed_over_and_what_follows_is_read()
    {
        var text = LongText(1_000_000) + "\\\\\\\"" + LongText(1_000_000) + "\\\\";
        var facts = Read(Encoding.UTF8.GetBytes($$"""{"version":4,"a":"{{text}}","serial":5,"b":"{{text}}","lineage":"l"}"""), 65_536);

        Assert.Equal((5L, "l"), (facts.Serial, facts.Lineage));
    }

    [Fact]
    public void A_long_output_is_kept_whole()
    {
        var text = LongText(1_000_000);
        var facts = Read(Encoding.UTF8.GetBytes($$$"""{"version":4,"outputs":{"o":{"value":"{{{text}}}","type":"string"}},"serial":5}"""), 65_536);

        Assert.Equal(text, JsonSerializer.Deserialize<string>(facts.Outputs[0].ValueJson));
    }

    [Fact]
    public void A_state_that_the_engine_encrypted_shows_its_serial_and_lineage()
    {
        var facts = Read(
            Encoding.UTF8.GetBytes($$"""{"serial":3,"lineage":"l","meta":{"key_provider.pbkdf2.k":"x"},"encrypted_data":"{{LongText(2_000_000)}}","encryption_version":"v0"}"""), 8192);

        Assert.True(facts.IsEncrypted);
        Assert.Null(facts.Misfit);
        Assert.Equal((3L, "l"), (facts.Serial, facts.Lineage));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("\"text\"")]
    [InlineData("{\"version\":4")]
    [InlineData("{\"version\":4}}")]
    [InlineData("{\"version\":4,\"serial\":\"7\"}")]
    [InlineData("{\"version\":4,\"serial\":-1}")]
    [InlineData("{\"version\":4,\"serial\":1.5}")]
    [InlineData("not json")]
    public void What_is_no_state_is_refused(string text) =>
        Assert.ThrowsAny<JsonException>(() => Read(Encoding.UTF8.GetBytes(text), 3));

    [Fact]
    public void A_string_that_never_ends_is_refused() =>
        Assert.ThrowsAny<JsonException>(() => Read(Encoding.UTF8.GetBytes("{\"version\":4,\"a\":\"" + LongText(500_000)), 4096));

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"version\":4}")]
    [InlineData("{\"serial\":4}")]
    [InlineData("{\"hello\":\"world\"}")]
    public void Json_that_is_no_state_is_a_misfit(string text) => Assert.NotNull(Read(Encoding.UTF8.GetBytes(text), 100).Misfit);

    private static string LongText(int length) => new('x', length);

    private static StateFacts Read(byte[] state, int piece)
    {
        using var reader = new StateReader();
        for (var at = 0; at < state.Length; at += piece)
        {
            reader.Feed(state.AsSpan(at, Math.Min(piece, state.Length - at)));
        }

        reader.Complete();
        return reader.Facts;
    }
}
