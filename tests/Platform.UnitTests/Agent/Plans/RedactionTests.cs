using System.Text;
using System.Text.Json;
using Platform.Agent.Plans;

namespace Platform.UnitTests.Agent.Plans;

public sealed class RedactionTests
{
    private static readonly byte[] Key = Encoding.UTF8.GetBytes("a key of this test only");

    [Fact]
    public void Sensitive_leaves_keep_their_type_and_the_shape_stays()
    {
        var change = Redacted("""
            {"actions":["update"],
             "before":{"password":"hunter2","port":5432,"on":true,"none":null,"name":"db","nested":{"list":["a","b"],"open":1}},
             "before_sensitive":{"password":true,"port":true,"on":true,"none":true,"nested":{"list":true}},
             "after":null,"after_sensitive":false}
            """);

        var before = change.GetProperty("before");
        Assert.StartsWith("redacted-", before.GetProperty("password").GetString());
        Assert.Equal(JsonValueKind.Number, before.GetProperty("port").ValueKind);
        Assert.NotEqual(5432, before.GetProperty("port").GetInt64());
        Assert.True(before.GetProperty("on").ValueKind is JsonValueKind.True or JsonValueKind.False);
        Assert.Equal(JsonValueKind.Null, before.GetProperty("none").ValueKind);
        Assert.Equal("db", before.GetProperty("name").GetString());
        Assert.Equal(2, before.GetProperty("nested").GetProperty("list").GetArrayLength());
        Assert.Equal(1, before.GetProperty("nested").GetProperty("open").GetInt32());
        Assert.DoesNotContain("hunter2", change.GetRawText());
    }

    [Fact]
    public void Equal_secrets_stay_equal_and_different_ones_different()
    {
        var change = Redacted("""
            {"before":{"same":"x","other":"one","number":1,"flag":true},"before_sensitive":true,
             "after":{"same":"x","other":"two","number":1.0,"flag":false},"after_sensitive":true}
            """);

        var (before, after) = (change.GetProperty("before"), change.GetProperty("after"));
        Assert.Equal(before.GetProperty("same").GetString(), after.GetProperty("same").GetString());
        Assert.NotEqual(before.GetProperty("other").GetString(), after.GetProperty("other").GetString());
        Assert.Equal(before.GetProperty("number").GetInt64(), after.GetProperty("number").GetInt64());
        Assert.NotEqual(before.GetProperty("flag").GetBoolean(), after.GetProperty("flag").GetBoolean());
    }

    [Fact]
    public void The_document_holds_the_keys_readers_expect_and_only_the_schemas_needed()
    {
        var plan = Parse("""
            {"format_version":"1.2","terraform_version":"1.11.4","variables":{"secret":{"value":"hunter2"}},"planned_values":{"outputs":{"s":{"value":"hunter2"}}},
             "resource_changes":[{"address":"a_b.c","mode":"managed","type":"a_b","name":"c","provider_name":"registry.example.com/x/a","change":{"actions":["create"],"before":null,"after":{"p":"hunter2"},"before_sensitive":false,"after_sensitive":{"p":true}}}],
             "output_changes":{"s":{"actions":["create"],"before":null,"after":"hunter2","before_sensitive":true,"after_sensitive":true}},
             "relevant_attributes":[{"resource":"a_b.c","attribute":["p"]}]}
            """);
        var schemas = Parse("""
            {"format_version":"1.0","provider_schemas":{
              "registry.example.com/x/a":{"provider":{"version":0},"resource_schemas":{"a_b":{"version":1},"a_z":{"version":2}},"data_source_schemas":{"a_b":{"version":3}}},
              "registry.example.com/x/unused":{"resource_schemas":{"u":{}}}}}
            """);

        var document = Write(writer => RedactedPlan.Write(plan, schemas, new Redaction(Key), writer));

        Assert.Equal("1.2", document.GetProperty("plan_format_version").GetString());
        Assert.Equal("1.0", document.GetProperty("provider_format_version").GetString());
        Assert.Equal(0, document.GetProperty("resource_drift").GetArrayLength());
        Assert.Equal(1, document.GetProperty("relevant_attributes").GetArrayLength());
        Assert.Equal("""{"registry.example.com/x/a":{"provider":{"version":0},"resource_schemas":{"a_b":{"version":1}}}}""", document.GetProperty("provider_schemas").GetRawText());
        Assert.DoesNotContain("hunter2", document.GetRawText());
    }

    private static JsonElement Redacted(string change) => Write(writer => new Redaction(Key).WriteChange(Parse(change), writer));

    private static JsonElement Write(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            write(writer);
        }

        return Parse(Encoding.UTF8.GetString(bytes.ToArray()));
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
