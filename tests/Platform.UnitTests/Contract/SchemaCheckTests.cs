using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.TestKit.Contract;

namespace Platform.UnitTests.Contract;

public sealed class SchemaCheckTests
{
    private static readonly JsonObject Description = JsonNode.Parse("""
        {
          "components": {
            "schemas": {
              "runs": {
                "type": "object",
                "required": ["type", "status"],
                "properties": {
                  "type": { "const": "runs" },
                  "status": { "enum": ["pending", "applied", null] },
                  "created-at": { "type": ["string", "null"], "format": "date-time" },
                  "positions": { "type": "array", "items": { "type": "integer" } },
                  "times": { "type": "object", "additionalProperties": { "type": "string" } },
                  "data": { "anyOf": [{ "type": "null" }, { "type": "object", "required": ["id"], "properties": { "id": { "type": "string" } } }] }
                }
              },
              "any": { "oneOf": [{ "$ref": "#/components/schemas/runs" }] }
            }
          }
        }
        """)!.AsObject();

    [Theory]
    [InlineData("""{"type":"runs","status":"pending"}""")]
    [InlineData("""{"type":"runs","status":null,"created-at":"2026-01-02T03:04:05.678Z","positions":[1,2],"times":{"a":"b"},"data":{"id":"x"}}""")]
    [InlineData("""{"type":"runs","status":"applied","created-at":null,"data":null}""")]
    public void What_fits_has_no_faults(string json) => Assert.Empty(Faults(json));

    [Theory]
    [InlineData("""{"type":"runs"}""", "/x has no status")]
    [InlineData("""{"type":"plans","status":"pending"}""", "/x is of the type plans, which the description does not know")]
    [InlineData("""{"type":"runs","status":"done"}""", "/x/status is done and must be one of")]
    [InlineData("""{"type":"runs","status":"pending","colour":"red"}""", "/x has colour, which the description does not know")]
    [InlineData("""{"type":"runs","status":"pending","created-at":5}""", "/x/created-at is Number and must be string or null")]
    [InlineData("""{"type":"runs","status":"pending","created-at":"2026-01-02T03:04:05+00:00"}""", "/x/created-at is 2026-01-02T03:04:05+00:00 and must be an instant that ends in Z")]
    [InlineData("""{"type":"runs","status":"pending","positions":[1,1.5]}""", "/x/positions/1 is Number and must be integer")]
    [InlineData("""{"type":"runs","status":"pending","times":{"a":1}}""", "/x/times/a is Number and must be string")]
    [InlineData("""{"type":"runs","status":"pending","data":{"id":null}}""", "/x/data/id is Null and must be string")]
    public void What_does_not_fit_is_named_with_its_place(string json, string fault) => Assert.StartsWith(fault, Assert.Single(Faults(json)), StringComparison.Ordinal);

    private static IReadOnlyList<string> Faults(string json) =>
        new SchemaCheck(Description).Faults(JsonDocument.Parse(json).RootElement, new JsonObject { ["$ref"] = "#/components/schemas/any" }, "/x");
}
