using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Routing.Patterns;
using Platform.JsonApi;
using Platform.Organizations.Retention;

namespace Platform.UnitTests.Contract;

/// <summary>A request as nobody should send it.</summary>
internal sealed record HostileRequest(ApiRoute Route, string Address, byte[]? Body, string? ContentType)
{
    public override string ToString() =>
        $"{Route.Method} {Address}\n  {ContentType ?? "no body"}: {(Body is null ? "" : Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 2000))))}";
}

/// <summary>Makes hostile requests to one route: half of them nearly right, so that they come far.</summary>
internal sealed class HostileRequests(Possessions own, Possessions foreign)
{
    private static readonly string[] Relationships =
        ["workspace", "project", "configuration-version", "run", "rollback-state-version", "tags", "tag-bindings", "workspaces", "projects", "vars", "users", "user", "team", "role", "service-account", "organization", "parent", "plan"];

    private static readonly string[] Parameters =
    [
        "page[number]", "page[size]", "include", "sort", "q", "filter[names]", "filter[name]", "filter[organization][name]", "filter[workspace][name]", "filter[status]",
        "filter[project][id]", "filter[current-run][status]", "filter[tagged][0][key]", "filter[tagged][0][value]", "filter[tagged][x][key]",
        "search[name]", "search[tags]", "search[exclude-tags]", "search[wildcard-name]", "limit", "offset", "final", "created-after", "filter", "page", "filter[]",
    ];

    /// <summary>Attributes that are not the client's to set; sent beside the others.</summary>
    private static readonly string[] Forbidden = ["id", "status", "created-at", "organization-id", "locked", "permissions", "is-site-admin", "external-id", "revision"];

    /// <summary>The one route that looks at the type of a resource.</summary>
    private static readonly string[] RetentionTypes = ["x", "", "data-retention-policy-delete-olders", "data-retention-policy-dont-deletes"];

    private static readonly string[] Garbage =
    [
        "", " ", "{", "[", "null", "true", "0", "\"text\"", "[]", "[{}]", "{}", "{\"data\":", "{\"data\":null}", "{\"data\":[]}", "{\"data\":{}}", "{\"data\":\"x\"}",
        "{\"data\":{\"attributes\":[]}}", "{\"data\":{\"attributes\":null,\"relationships\":[]}}", "{\"data\":{\"relationships\":null}}", "{\"data\":[null,1,\"x\",[],{}]}",
        "{\"data\":[{\"id\":1,\"type\":2,\"attributes\":[]}]}", "{\"data\":{\"type\":7,\"id\":[]}}", "{\"data\":{},\"data\":[]}", "{\"a\":1}{\"b\":2}", "{'data':{}}", "{\"data\":{\"attributes\":{}},}",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "2147483648", "9223372036854775808", "1e400", "-0.0", "0.1", "123456789012345678901234567890", "\"\"", "\" \"", "\"x\"", "\"\\u0000\"",
        "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00x\"", "\"ü😀\"", "\"../../etc/passwd\"", "\"/abs\"", "\"' OR 1=1 --\"", "\"%\"", "\"2026-13-99T99:99:99Z\"", "\"0001-01-01T00:00:00+14:00\"",
        "\"9999-12-31T23:59:59.9999999-14:00\"", "[]", "{}", "[null]", "[1,\"x\",null,{}]", "{\"a\":{\"b\":[]}}", "[{\"key\":\"k\",\"value\":\"\\u0000\"}]", "[{\"key\":null}]", "\"bGFsYQ==\"", "\"not base64!\"",
        "\"eyJ2ZXJzaW9uIjo0fQ==\"", "\"latest\"", "\"remote\"", "\"agent\"",
    ];

    private static readonly string[] Texts =
        ["", " ", "x", "0", "-1", "00", "1e3", "99999999999999999999", "%00", "a%00b", "%ED%A0%80", "%FF", "%27", "%25", "%2A", "%2A%2A%2A", "a,b,,c", "-name", "-", "name", "undefined", "[]", "%5C", "%C3%BC"];

    public Gen<HostileRequest> To(ApiRoute route) =>
        from address in Address(route)
        from query in Query()
        from body in route.Method is "GET" ? Gen.Constant<(byte[]?, string?)>((null, null)) : Body(route)
        select new HostileRequest(route, address + query, body.Item1, body.Item2);

    private Gen<string> Address(ApiRoute route) => route.Pattern.PathSegments
        .Select(segment => segment.Parts[0] switch
        {
            RoutePatternLiteralPart literal => Gen.Constant(literal.Content),
            RoutePatternParameterPart parameter => Value(parameter),
            var part => throw new InvalidOperationException($"{route} has a part that the test does not know: {part}."),
        })
        .Aggregate(Gen.Constant(""), (path, segment) => path.SelectMany(_ => segment, (before, added) => $"{before}/{added}"));

    private Gen<string> Value(RoutePatternParameterPart parameter)
    {
        var kind = parameter.ParameterPolicies is [{ Content: { } prefix }, ..] ? prefix : parameter.Name;
        if (kind is "subject" or "expires" or "signature" or "artifact" or "stream")
        {
            return Gen.Elements("x", "0", "99999999999", new string('A', 43), "JsonPlan", "Text");
        }

        Assert.True(own.Ids.ContainsKey(kind), $"{nameof(ContractSite)} has nothing for the parameter {kind}: give it one.");
        return Gen.Frequency(
            (14, Gen.Constant(own.Ids[kind])),
            (3, Gen.Constant(foreign.Ids[kind])),
            (1, Gen.Constant($"{kind}-AAAAAAAAAAAAAAAA")),
            (1, Gen.Elements("x", $"{kind}-", $"{kind}-%C3%BC", new string('a', 300), "%27", "a b", "*", own.Ids[kind].ToUpperInvariant())));
    }

    private Gen<string> Query()
    {
        var value = Gen.Frequency(
            (4, Gen.Elements(Texts)),
            (1, Gen.Elements(own.Ids.Values.Concat(foreign.Ids.Values))),
            (1, Gen.Constant(new string('a', 1000))),
            (1, Gen.Elements("organization", "project", "workspace", "plan,apply", "current-run.plan", "outputs", "x.y.z", "created_by", "configuration_version")));
        var pair = from name in Gen.Elements(Parameters) from text in value select $"{Uri.EscapeDataString(name)}={text}";
        return Gen.Frequency(
            (2, Gen.Constant("")),
            (3, from pairs in Gen.Choose(1, 4).SelectMany(count => pair.ArrayOf(count)) select $"?{string.Join('&', pairs)}"));
    }

    private Gen<(byte[]? Body, string? ContentType)> Body(ApiRoute route)
    {
        var text = Gen.Frequency(
            (1, Gen.Elements(Garbage)),
            (1, Gen.Elements(40, 70, 5_000).Select(depth => $"{{\"data\":{new string('[', depth)}{new string(']', depth)}}}")),
            (8, Document(route)),
            (1, from document in Document(route) from cut in Gen.Choose(0, document.Length) select document[..cut]));
        var bytes = Gen.Frequency((12, text.Select(Encoding.UTF8.GetBytes)), (1, Gen.Constant<byte[]>([0xff, 0xfe, 0x00, 0xd8])));
        return from body in bytes
               from type in Gen.Frequency((8, Gen.Constant(JsonApiSerializer.MediaType)), (1, Gen.Elements("application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "")))
               select ((byte[]?)body, (string?)type);
    }

    private Gen<string> Document(ApiRoute route)
    {
        var item = from attributes in Members(route)
                   from relationships in Related()
                   from id in Gen.Frequency((3, Gen.Constant("")), (1, Gen.Elements(Values).Or(Ids()).Select(id => $"\"id\":{id},")))
                   from type in Gen.Elements(route.Body == typeof(RetentionSettings) ? RetentionTypes : ["x"])
                   select $"{{{id}\"type\":\"{type}\",\"attributes\":{{{attributes}}},\"relationships\":{{{relationships}}}}}";
        return route.ReadsList
            ? from items in Gen.Choose(0, 3).SelectMany(count => item.ArrayOf(count)) select $"{{\"data\":[{string.Join(',', items)}]}}"
            : item.Select(data => $"{{\"data\":{data}}}");
    }

    /// <summary>Each attribute that the route reads: as it should be or not at all, and up to two as they must not be.</summary>
    private static Gen<string> Members(ApiRoute route)
    {
        var known = route.Body?.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.CanWrite).ToArray() ?? [];
        var right = known.Select(property => Plausible(property).Select(value => (string?)Member(NameOf(property), value)).Or(Gen.Constant<string?>(null)));
        var wrong = from name in Gen.Elements([.. known.Select(NameOf), .. Forbidden, "unknown"]) from value in Gen.Elements(Values) select Member(name, value);
        return from members in Gen.CollectToArray(right)
               from count in Gen.Elements(0, 1, 1, 2)
               from more in wrong.ArrayOf(count)
               select string.Join(',', members.OfType<string>().Concat(more));
    }

    private static Gen<string> Plausible(PropertyInfo property)
    {
        var type = property.PropertyType is { IsGenericType: true } generic && generic.GetGenericTypeDefinition() == typeof(Optional<>) ? generic.GetGenericArguments()[0] : property.PropertyType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(bool) ? Gen.Elements("true", "false")
            : type == typeof(long) || type == typeof(int) ? Gen.Elements("1", "2", "1000")
            : type.IsEnum ? Gen.Elements(Enum.GetNames(type).Select(name => $"\"{JsonNamingPolicy.SnakeCaseLower.ConvertName(name)}\""))
            : type == typeof(string) ? Text(property.Name)
            : Gen.Elements("[]", "null");
    }

    private static Gen<string> Text(string property) => property switch
    {
        "Category" => Gen.Elements("\"terraform\"", "\"env\""),
        "Md5" => Gen.Constant($"\"{new string('0', 32)}\""),
        "Email" => Gen.Constant("\"a@example.com\""),
        _ => Gen.Choose(0, 1_000_000).Select(number => string.Create(CultureInfo.InvariantCulture, $"\"text-{number}\"")),
    };

    private Gen<string> Related()
    {
        var identifier = from id in Ids().Or(Gen.Elements(Values)) from value in Gen.Elements(Values) select $"{{\"type\":\"x\",\"id\":{id},\"attributes\":{{\"key\":{value},\"name\":{value},\"value\":{value}}}}}";
        var data = Gen.Frequency(
            (3, identifier),
            (3, Gen.Choose(1, 3).SelectMany(count => identifier.ArrayOf(count)).Select(items => $"[{string.Join(',', items)}]")),
            (1, Gen.Elements(Values)));
        var one = from name in Gen.Elements(Relationships)
                  from value in Gen.Frequency((8, data.Select(inner => $"{{\"data\":{inner}}}")), (1, Gen.Elements(Values)))
                  select Member(name, value);
        var rightWorkspace = Gen.Constant(Member("workspace", $"{{\"data\":{{\"type\":\"workspaces\",\"id\":\"{own.Ids["ws"]}\"}}}}"));
        return from first in Gen.Frequency((1, rightWorkspace.Select(member => new[] { member })), (1, Gen.Constant(Array.Empty<string>())))
               from count in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(1, 2)))
               from more in one.ArrayOf(count)
               select string.Join(',', first.Concat(more));
    }

    private Gen<string> Ids() => Gen.Elements(own.Ids.Values.Concat(foreign.Ids.Values).Select(id => $"\"{id}\""));

    private static string NameOf(PropertyInfo property) => JsonNamingPolicy.KebabCaseLower.ConvertName(property.Name);

    private static string Member(string name, string value) => $"\"{name}\":{value}";
}
