using System.Globalization;
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
        Assert.Equal("""{"a":[1.50,12345678901234567890123,true,null]}""", Encoding.UTF8.GetString(facts.Outputs[1].ValueJson!));
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

    [Theory]
    [InlineData("\"{0}\"")]
    [InlineData("[\"{1}\",\"{1}\",\"{1}\"]")]
    [InlineData("{{\"a\":{{\"b\":\"{0}\"}},\"c\":1}}")]
    public void An_output_that_is_too_large_is_named_without_its_value_and_what_follows_is_read(string format)
    {
        var value = string.Format(CultureInfo.InvariantCulture, format, LongText(3 * OutputList.LargestValue), LongText(OutputList.LargestValue / 2));
        var state = $$$"""{"version":4,"outputs":{"large":{"sensitive":true,"value":{{{value}}},"type":"string"},"small":{"value":[1,2],"type":["list","number"]}},"serial":5,"lineage":"l"}""";

        var facts = Read(Encoding.UTF8.GetBytes(state), 65_536);

        Assert.Null(facts.Misfit);
        Assert.Equal((5L, "l"), (facts.Serial, facts.Lineage));
        Assert.Equal([("large", true, null), ("small", false, "[1,2]")], facts.Outputs.Select(output => (output.Name, output.IsSensitive, output.ValueJson is { } json ? Encoding.UTF8.GetString(json) : null)));
    }

    [Fact]
    public void All_outputs_together_keep_no_more_than_their_sum_may_be()
    {
        var one = LongText(900_000);
        var outputs = string.Join(',', Enumerable.Range(0, 40).Select(number => $$"""  "o{{number}}":{"value":"{{one}}","type":"string"} """));

        var facts = Read(Encoding.UTF8.GetBytes($$"""{"version":4,"outputs":{{{outputs}}},"serial":5}"""), 65_536);

        Assert.Equal(40, facts.Outputs.Count);
        Assert.InRange(facts.Outputs.Sum(output => output.ValueJson?.Length ?? 0), OutputList.LargestSum - one.Length - 100, OutputList.LargestSum);
    }

    [Fact]
    public void Of_very_many_outputs_not_all_are_listed_and_the_state_is_kept()
    {
        var outputs = string.Join(',', Enumerable.Range(0, OutputList.MostListed + 5).Select(number => $$$"""  "o{{{number}}}":{"value":1} """));

        var facts = Read(Encoding.UTF8.GetBytes($$"""{"version":4,"outputs":{{{outputs}}},"serial":5}"""), 65_536);

        Assert.Equal((OutputList.MostListed, 5L, null), (facts.Outputs.Count, facts.Serial, facts.Misfit));
    }

    [Fact]
    public void A_string_of_a_quarter_of_a_gibibyte_costs_neither_its_size_nor_minutes()
    {
        var piece = Encoding.UTF8.GetBytes(LongText(1 << 20));
        using var reader = new StateReader();
        reader.Feed("""{"version":4,"outputs":{"o":{"value":"x"""u8);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var fed = 0; fed < 256; fed++)
        {
            reader.Feed(piece);
        }

        reader.Feed("\",\"type\":\"string\"}},\"serial\":9}"u8);
        reader.Complete();

        Assert.Equal(9, reader.Facts.Serial);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    [Fact]
    public void White_space_without_end_is_passed_over()
    {
        var facts = Read(Encoding.UTF8.GetBytes($$"""{"version":4{{new string(' ', 300_000)}},{{new string('\n', 300_000)}}"serial": {{new string('\t', 10_000)}}7}"""), 5000);

        Assert.Equal(7, facts.Serial);
    }

    [Fact]
    public void A_number_that_no_engine_writes_is_refused() =>
        Assert.ThrowsAny<JsonException>(() => Read(Encoding.UTF8.GetBytes($$"""{"version":4,"a":{{new string('1', 40_000)}},"serial":1}"""), 5000));

    [Fact]
    public void Names_and_groups_that_nobody_made_do_not_grow_without_end()
    {
        var resources = string.Join(',', Enumerable.Range(0, 5000).Select(number =>
            $$"""{"module":"m{{number}}{{LongText(number == 0 ? 5000 : 0)}}","mode":"managed","type":"t","name":"n","provider":"p","instances":[{}]}"""));

        var facts = Read(Encoding.UTF8.GetBytes($$"""{"version":4,"serial":1,"resources":[{{resources}}]}"""), 65_536);

        Assert.Equal(5000, facts.Resources.ManagedInstances);
        Assert.InRange(facts.Resources.Modules.Count, 1000, 3000);
        Assert.Equal(5000, facts.Resources.Modules.Values.Sum(types => types.Values.Sum()));
        Assert.True(facts.Resources.Resources[0].Module.Length < 1000);
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
