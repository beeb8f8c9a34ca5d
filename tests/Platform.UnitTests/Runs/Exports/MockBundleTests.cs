using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Runs;
using Platform.Runs.Exports.Mocks;

namespace Platform.UnitTests.Runs.Exports;

public sealed class MockBundleTests
{
    private const string Hidden = "(sensitive value)";

    /// <summary>As the tool writes it, shortened: note the provider's own attribute <c>output</c>, whose mark is lost.</summary>
    private const string Plan = """
        {
          "format_version": "1.2", "terraform_version": "1.11.4",
          "variables": { "password": { "value": "hunter2" }, "plain": { "value": "eu" } },
          "planned_values": {
            "outputs": { "p": { "sensitive": true, "type": "string", "value": "hunter2" }, "q": { "sensitive": false, "type": "string", "value": "open" } },
            "root_module": {
              "resources": [
                { "address": "terraform_data.a[0]", "mode": "managed", "type": "terraform_data", "name": "a", "index": 0, "provider_name": "terraform.io/builtin/terraform", "schema_version": 0,
                  "values": { "input": { "p": "hunter2", "q": "z\"y" }, "output": { "p": "hunter2" }, "none": null }, "sensitive_values": { "input": { "p": true }, "none": true } }
              ],
              "child_modules": [
                { "resources": [
                    { "address": "module.m[\"a.b[c]\"].terraform_data.b", "mode": "managed", "type": "terraform_data", "name": "b", "provider_name": "terraform.io/builtin/terraform",
                      "values": { "input": "literal" }, "sensitive_values": { "input": true }, "depends_on": ["terraform_data.a"], "tainted": true } ],
                  "address": "module.m[\"a.b[c]\"]",
                  "child_modules": [ { "resources": [ { "address": "module.m[\"a.b[c]\"].module.n.data.x.y[\"k\"]", "mode": "data", "type": "x", "name": "y", "index": "k", "values": {} } ], "address": "module.m[\"a.b[c]\"].module.n" } ] }
              ]
            }
          },
          "resource_drift": [ { "address": "terraform_data.a[0]", "mode": "managed", "type": "terraform_data", "name": "a", "index": 0, "change": { "actions": ["update"], "before": { "n": 12345 }, "after": { "n": 1 }, "after_unknown": {}, "before_sensitive": { "n": true }, "after_sensitive": {} } } ],
          "resource_changes": [
            { "address": "terraform_data.a[0]", "mode": "managed", "type": "terraform_data", "name": "a", "index": 0, "provider_name": "terraform.io/builtin/terraform",
              "change": { "actions": ["update"], "before": { "list": [ { "s": "first" }, { "s": "second" } ], "output": "hunter2" }, "after": { "list": [ { "s": "first" } ] }, "after_unknown": { "output": true },
                          "before_sensitive": { "list": [ {}, { "s": true } ] }, "after_sensitive": false } },
            { "address": "terraform_data.a[0]", "deposed": "0fcb640a", "mode": "managed", "type": "terraform_data", "name": "a", "index": 0, "provider_name": "terraform.io/builtin/terraform",
              "change": { "actions": ["delete"], "before": { "all": { "deep": ["gone-1", "gone-2"] } }, "after": null, "after_unknown": {}, "before_sensitive": true, "after_sensitive": false } }
          ],
          "output_changes": {
            "p": { "actions": ["create"], "before": null, "after": "hunter2", "after_unknown": false, "before_sensitive": true, "after_sensitive": true },
            "q": { "actions": ["create"], "before": null, "after": "open", "after_unknown": false, "before_sensitive": false, "after_sensitive": false }
          },
          "prior_state": { "format_version": "1.0", "terraform_version": "1.10.0", "values": { "outputs": { "o": { "sensitive": true, "value": { "user": "admin-1" }, "type": ["object", {}] } }, "root_module": { "resources": [] } } },
          "configuration": {
            "provider_config": { "aws.east": { "name": "aws", "full_name": "registry.terraform.io/hashicorp/aws", "alias": "east", "version_constraint": "~> 5", "expressions": { "token": { "constant_value": "hunter2" }, "region": { "constant_value": "us-east-1" } } } },
            "root_module": {
              "outputs": { "p": { "sensitive": true, "expression": { "references": ["var.password"] } }, "r": { "sensitive": true, "expression": { "constant_value": "stated" }, "description": "an output", "depends_on": ["terraform_data.a"] } },
              "resources": [ { "address": "terraform_data.a", "mode": "managed", "type": "terraform_data", "name": "a", "provider_config_key": "terraform", "schema_version": 0,
                               "provisioners": [ { "type": "local-exec", "expressions": { "command": { "constant_value": "echo" } } } ],
                               "expressions": { "input": { "references": ["var.password"] }, "sensitive": { "constant_value": true }, "default": { "constant_value": "kept" } }, "count_expression": { "constant_value": 2 }, "depends_on": ["module.m"] } ],
              "module_calls": { "m": { "source": "./mod", "expressions": { "secret": { "constant_value": "only-here" }, "open": { "constant_value": "shown" } }, "for_each_expression": { "constant_value": ["a.b[c]"] },
                "module": {
                  "resources": [ { "address": "terraform_data.b", "mode": "managed", "type": "terraform_data", "name": "b", "provider_config_key": "terraform", "expressions": { "input": { "references": ["var.secret"] } } } ],
                  "variables": { "secret": { "sensitive": true, "default": "by-default" }, "open": {} },
                  "module_calls": { "n": { "source": "./n", "version_constraint": ">= 1", "module": {} } } } } },
              "variables": { "password": { "sensitive": true, "default": "hunter2", "description": "of the database" }, "plain": { "default": "eu" } }
            }
          },
          "relevant_attributes": [ { "resource": "terraform_data.a", "attribute": ["input"] } ],
          "deferred_changes": [ { "reason": "unknown", "resource_change": { "address": "x.y", "change": { "before": null, "after": { "k": "deferred-1" }, "after_sensitive": { "k": true } } } } ],
          "timestamp": "2026-01-01T00:00:00Z", "applyable": true, "complete": true, "errored": false
        }
        """;

    private static readonly string[] Secrets = ["hunter2", "literal", "12345", "second", "gone-1", "gone-2", "admin-1", "stated", "only-here", "by-default", "deferred-1"];

    [Fact]
    public async Task The_archive_has_the_imports_and_a_file_that_names_them()
    {
        var files = await BundleAsync(Plan);

        Assert.Equal(["mock-tfconfig-v2.sentinel", "mock-tfplan-v2.sentinel", "mock-tfrun.sentinel", "mock-tfstate-v2.sentinel", "sentinel.hcl"], files.Keys.Order());
        foreach (var import in (string[])["tfconfig/v2", "tfplan/v2", "tfrun", "tfstate/v2"])
        {
            Assert.Contains($"mock \"{import}\" {{\n  module {{\n    source = \"mock-{import.Replace('/', '-')}.sentinel\"\n  }}\n}}\n", files["sentinel.hcl"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task No_sensitive_value_is_in_it_and_what_is_not_sensitive_is()
    {
        var files = await BundleAsync(Plan);

        Assert.All(Secrets, secret => Assert.All(files, file => Assert.DoesNotContain(secret, file.Value, StringComparison.Ordinal)));
        Assert.All((string[])["eu", "open", "z\\\"y", "first", "us-east-1", "shown", "kept", "echo"], text => Assert.Contains($"\"{text}\"", files["mock-tfplan-v2.sentinel"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_plan_is_in_collections_by_address()
    {
        var plan = SentinelReader.Read((await BundleAsync(Plan))["mock-tfplan-v2.sentinel"]);

        Assert.Equal("output_changes planned_values raw resource_changes resource_drift terraform_version variables", string.Join(' ', plan.Keys.Order(StringComparer.Ordinal)));
        Same("\"1.11.4\"", plan["terraform_version"]);
        Same("""{"password":{"name":"password","value":"(sensitive value)"},"plain":{"name":"plain","value":"eu"}}""", plan["variables"]);
        Same("""{"p":{"name":"p","sensitive":true,"value":"(sensitive value)"},"q":{"name":"q","sensitive":false,"value":"open"}}""", plan["planned_values"]!["outputs"]);
        var planned = plan["planned_values"]!["resources"]!.AsObject();
        Assert.Equal(["terraform_data.a[0]", "module.m[\"a.b[c]\"].terraform_data.b", "module.m[\"a.b[c]\"].module.n.data.x.y[\"k\"]"], planned.Select(member => member.Key));
        Same("""
            {"address":"terraform_data.a[0]","depends_on":[],"deposed_key":"","index":0,"mode":"managed","module_address":"","name":"a","provider_name":"terraform.io/builtin/terraform",
             "tainted":false,"type":"terraform_data","values":{"input":{"p":"(sensitive value)","q":"z\"y"},"output":{"p":"(sensitive value)"},"none":null}}
            """, planned["terraform_data.a[0]"]);
        Same("""
            {"address":"module.m[\"a.b[c]\"].terraform_data.b","depends_on":["terraform_data.a"],"deposed_key":"","index":null,"mode":"managed","module_address":"module.m[\"a.b[c]\"]","name":"b",
             "provider_name":"terraform.io/builtin/terraform","tainted":true,"type":"terraform_data","values":{"input":"(sensitive value)"}}
            """, planned["module.m[\"a.b[c]\"].terraform_data.b"]);
        Same("\"module.m[\\\"a.b[c]\\\"].module.n\"", planned["module.m[\"a.b[c]\"].module.n.data.x.y[\"k\"]"]!["module_address"]);
        Assert.Equal(["terraform_data.a[0]", "terraform_data.a[0]:deposed-0fcb640a"], plan["resource_changes"]!.AsObject().Select(member => member.Key));
        Same("""
            {"address":"terraform_data.a[0]","change":{"actions":["update"],"after":{"list":[{"s":"first"}]},"after_unknown":{"output":true},"before":{"list":[{"s":"first"},{"s":"(sensitive value)"}],"output":"(sensitive value)"}},
             "deposed":"","index":0,"mode":"managed","module_address":"","name":"a","provider_name":"terraform.io/builtin/terraform","type":"terraform_data"}
            """, plan["resource_changes"]!["terraform_data.a[0]"]);
        Same("""{"actions":["delete"],"after":null,"after_unknown":{},"before":"(sensitive value)"}""", plan["resource_changes"]!["terraform_data.a[0]:deposed-0fcb640a"]!["change"]);
        Same("""{"n":"(sensitive value)"}""", plan["resource_drift"]!["terraform_data.a[0]"]!["change"]!["before"]);
        Same("""{"name":"p","change":{"actions":["create"],"before":null,"after":"(sensitive value)","after_unknown":false}}""", plan["output_changes"]!["p"]);
    }

    [Fact]
    public async Task The_raw_plan_is_the_document_in_its_own_shape()
    {
        var raw = SentinelReader.Read((await BundleAsync(Plan))["mock-tfplan-v2.sentinel"])["raw"]!;
        var document = JsonNode.Parse(Plan)!;

        // A value that is sensitive as a whole shows nothing of what is in it.
        Assert.All(Paths(document).Except(Paths(raw)), path => Assert.Matches("^(/prior_state/values/outputs/o/value|/resource_changes/1/change/before)/", path));
        Assert.Empty(Paths(raw).Except(Paths(document)));
        Assert.Equal(Hidden, (string?)raw["configuration"]!["root_module"]!["module_calls"]!["m"]!["expressions"]!["secret"]!["constant_value"]);
        Assert.Equal(Hidden, (string?)raw["deferred_changes"]![0]!["resource_change"]!["change"]!["after"]!["k"]);
        Same("""{"input":{"references":["var.password"]},"sensitive":{"constant_value":true},"default":{"constant_value":"kept"}}""", raw["configuration"]!["root_module"]!["resources"]![0]!["expressions"]);
    }

    [Fact]
    public async Task The_configuration_is_in_collections_of_all_modules()
    {
        var text = (await BundleAsync(Plan))["mock-tfconfig-v2.sentinel"];
        var configuration = SentinelReader.Read(text);

        Assert.Equal("module_calls outputs providers provisioners resources variables", string.Join(' ', configuration.Keys.Order(StringComparer.Ordinal)));
        Same("""
            {"aws.east":{"alias":"east","config":{"token":{"constant_value":"(sensitive value)"},"region":{"constant_value":"us-east-1"}},"full_name":"registry.terraform.io/hashicorp/aws","module_address":"",
             "name":"aws","provider_config_key":"aws.east","version_constraint":"~> 5"}}
            """, configuration["providers"]);
        Assert.Equal(["terraform_data.a", "module.m.terraform_data.b"], configuration["resources"]!.AsObject().Select(member => member.Key));
        Same("""
            {"address":"terraform_data.a","config":{"input":{"references":["var.password"]},"sensitive":{"constant_value":true},"default":{"constant_value":"kept"}},"count":{"constant_value":2},"depends_on":["module.m"],"for_each":{},
             "mode":"managed","module_address":"","name":"a","provider_config_key":"terraform","provisioners":[{"config":{"command":{"constant_value":"echo"}},"index":"0","resource_address":"terraform_data.a","type":"local-exec"}],"type":"terraform_data"}
            """, configuration["resources"]!["terraform_data.a"]);
        Assert.Equal(["terraform_data.a:0"], configuration["provisioners"]!.AsObject().Select(member => member.Key));
        Same("""
            {"password":{"default":"(sensitive value)","description":"of the database","module_address":"","name":"password"},"plain":{"default":"eu","description":"","module_address":"","name":"plain"},
             "module.m:secret":{"default":"(sensitive value)","description":"","module_address":"module.m","name":"secret"},"module.m:open":{"default":null,"description":"","module_address":"module.m","name":"open"}}
            """, configuration["variables"]);
        Same("""{"depends_on":["terraform_data.a"],"description":"an output","module_address":"","name":"r","sensitive":true,"value":{"constant_value":"(sensitive value)"}}""", configuration["outputs"]!["r"]);
        Assert.Equal(["m", "module.m:n"], configuration["module_calls"]!.AsObject().Select(member => member.Key));
        Same("""
            {"config":{"secret":{"constant_value":"(sensitive value)"},"open":{"constant_value":"shown"}},"count":{},"depends_on":[],"for_each":{"constant_value":["a.b[c]"]},"module_address":"","name":"m","source":"./mod","version_constraint":""}
            """, configuration["module_calls"]!["m"]);
        Assert.Contains("strip_index = func(", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_state_is_the_one_before_the_plan()
    {
        var state = SentinelReader.Read((await BundleAsync(Plan))["mock-tfstate-v2.sentinel"]);

        Same("\"1.10.0\"", state["terraform_version"]);
        Same("{}", state["resources"]);
        Same("""{"o":{"name":"o","sensitive":true,"value":"(sensitive value)"}}""", state["outputs"]);
    }

    [Fact]
    public async Task The_run_says_what_is_known_of_it()
    {
        var run = SentinelReader.Read((await BundleAsync(Plan))["mock-tfrun.sentinel"]);

        Same("\"run-AAAAAAAAAAAAAAAA\"", run["id"]);
        Same("\"2026-01-02T03:04:05.678Z\"", run["created_at"]);
        Same("\"say \\\"hi\\\"\\n\"", run["message"]);
        Same("""["a.b"]""", run["target_addrs"]);
        Same("null", run["replace_addrs"]);
        Same("""{"id":"prj-AAAAAAAAAAAAAAAA","name":"p"}""", run["project"]);
        Same("""
            {"id":"ws-AAAAAAAAAAAAAAAA","name":"w","created_at":"2026-01-01T00:00:00.000Z","description":null,"execution_mode":"remote","auto_apply":true,"working_directory":"",
             "tags":["flat","team"],"tag_bindings":[{"key":"flat","value":null,"inherited":false},{"key":"team","value":"core","inherited":true}],"vcs_repo":null}
            """, run["workspace"]);
    }

    [Theory, InlineData("{}"), InlineData("""{"planned_values":{},"prior_state":{},"configuration":{}}"""), InlineData("""{"variables":null,"planned_values":[],"resource_changes":{},"prior_state":1,"configuration":"x"}""")]
    public async Task A_plan_that_lacks_everything_has_empty_collections(string plan)
    {
        var files = await BundleAsync(plan);

        Same("{\"outputs\":{},\"resources\":{}}", SentinelReader.Read(files["mock-tfplan-v2.sentinel"])["planned_values"]);
        Same("null", SentinelReader.Read(files["mock-tfstate-v2.sentinel"])["terraform_version"]);
        Same("{}", SentinelReader.Read(files["mock-tfconfig-v2.sentinel"])["resources"]);
    }

    [Theory, InlineData(""), InlineData("[]"), InlineData("{\"a\":"), InlineData("nonsense"), InlineData("""{"variables":{},"variables":{}}""")]
    public async Task What_is_no_plan_is_refused(string plan) => await Assert.ThrowsAnyAsync<JsonException>(() => BundleAsync(plan));

    [Fact]
    public async Task It_makes_no_difference_in_which_pieces_a_plan_arrives()
    {
        var whole = await BundleAsync(Plan);

        Assert.Equal(whole, await BundleAsync(Plan, piece: 1));
        Assert.Equal(whole, await BundleAsync(Plan, piece: 7));
    }

    [Fact]
    public async Task A_resource_may_be_longer_than_the_reader_reads_at_once()
    {
        var text = new string('x', 300_000);
        var state = SentinelReader.Read((await BundleAsync("""{"prior_state":{"values":{"root_module":{"resources":[{"address":"a.b","values":{"v":"TEXT"}},{"address":"a.c","values":{}}]}}}}""".Replace("TEXT", text, StringComparison.Ordinal)))["mock-tfstate-v2.sentinel"]);

        Assert.Equal(text, (string?)state["resources"]!["a.b"]!["values"]!["v"]);
        Assert.Equal(2, state["resources"]!.AsObject().Count);
    }

    [Fact]
    public async Task A_long_plan_is_read_a_little_at_a_time()
    {
        var resources = string.Join(',', Enumerable.Range(0, 5000).Select(number => $$$"""{"address":"a.b[{{{number}}}]","change":{"after":{"text":"{{{new string('x', 500)}}}"} } }"""));
        using var document = new PieceStream(Encoding.UTF8.GetBytes($$"""{"resource_changes":[{{resources}}]}"""), int.MaxValue);
        using var plan = new PlanReader(document);

        var read = 0;
        while (await plan.ReadAsync(TestContext.Current.CancellationToken))
        {
            read += plan.Part == PlanPart.Value ? 1 : 0;
        }

        Assert.Equal(5000, read);
        Assert.InRange(document.LargestPiece, 1, 64 * 1024);
    }

    [Fact]
    public async Task Sensitive_variables_of_the_workspace_are_secrets_though_the_plan_does_not_say_so()
    {
        const string plan = """
            { "variables": { "a": { "value": "alpha" }, "b": { "value": ["beta", 7] }, "c": { "value": "gamma" }, "open": { "value": "shown" } },
              "resource_changes": [ { "address": "x.y", "change": { "after": { "list": ["alpha", "beta", "gamma", "delta", "shown"] } } } ] }
            """;
        var files = await BundleAsync(
            plan,
            given:
            [
                new JobVariable("a", "alpha", VariableCategory.Terraform, IsHcl: false, IsSensitive: true),
                new JobVariable("b", "[\"beta\", 7]", VariableCategory.Terraform, IsHcl: true, IsSensitive: true),
                new JobVariable("TF_VAR_c", "gamma", VariableCategory.Env, IsHcl: false, IsSensitive: true),
                new JobVariable("TOKEN", "delta", VariableCategory.Env, IsHcl: false, IsSensitive: true),
            ]);
        var mock = SentinelReader.Read(files["mock-tfplan-v2.sentinel"]);

        Same("""["(sensitive value)","(sensitive value)","(sensitive value)","(sensitive value)","shown"]""", mock["resource_changes"]!["x.y"]!["change"]!["after"]!["list"]);
        Assert.Equal([Hidden, Hidden, Hidden, "shown"], mock["variables"]!.AsObject().Select(variable => (string?)variable.Value!["value"]));
        Assert.All((string[])["alpha", "beta", "gamma", "delta"], secret => Assert.DoesNotContain(secret, files["mock-tfplan-v2.sentinel"], StringComparison.Ordinal));
    }

    [Fact]
    public void Whatever_is_marked_anywhere_in_a_value_is_not_in_the_archive() => Prop.ForAll(Arb.From(Marked(3)), pair =>
    {
        // A second resource has the same values without their marks.
        var plan = new JsonObject
        {
            ["resource_changes"] = new JsonArray(
                new JsonObject { ["address"] = "a.b", ["change"] = new JsonObject { ["before"] = pair.Value?.DeepClone(), ["before_sensitive"] = pair.Marks?.DeepClone() } },
                new JsonObject { ["address"] = "a.c", ["change"] = new JsonObject { ["after"] = pair.Value?.DeepClone() } }),
        };
        var files = BundleAsync(plan.ToJsonString()).GetAwaiter().GetResult();

        var all = string.Concat(files.Values);
        Assert.All(pair.Secret, secret => Assert.DoesNotContain(secret, all, StringComparison.Ordinal));
        Assert.All(pair.Open.Except(pair.Secret), open => Assert.Contains(open, all, StringComparison.Ordinal));
    }).QuickCheckThrowOnFailure();

    /// <summary>A value, the marks of it, and its texts by whether a mark covers them.</summary>
    private static Gen<(JsonNode? Value, JsonNode? Marks, IReadOnlyList<string> Secret, IReadOnlyList<string> Open)> Marked(int depth)
    {
        var text = Gen.Choose(100_000, 999_999).Select(number => $"text-{number}");
        var leaf = from value in text
                   from isSecret in Gen.Elements(true, false)
                   select ((JsonNode?)JsonValue.Create(value), (JsonNode?)JsonValue.Create(isSecret), (IReadOnlyList<string>)(isSecret ? [value] : []), (IReadOnlyList<string>)(isSecret ? [] : [value]));
        if (depth == 0)
        {
            return leaf;
        }

        var items = Gen.Choose(0, 3).SelectMany(count => Marked(depth - 1).ListOf(count));
        var list = items.Select(all => (
            (JsonNode?)new JsonArray([.. all.Select(item => item.Item1?.DeepClone())]),
            (JsonNode?)new JsonArray([.. all.Select(item => item.Item2?.DeepClone())]),
            (IReadOnlyList<string>)[.. all.SelectMany(item => item.Item3)],
            (IReadOnlyList<string>)[.. all.SelectMany(item => item.Item4)]));
        var map = items.Select(all => (
            (JsonNode?)new JsonObject(all.Select((item, index) => KeyValuePair.Create($"k{index}", item.Item1?.DeepClone()))),
            (JsonNode?)new JsonObject(all.Select((item, index) => KeyValuePair.Create($"k{index}", item.Item2?.DeepClone()))),
            (IReadOnlyList<string>)[.. all.SelectMany(item => item.Item3)],
            (IReadOnlyList<string>)[.. all.SelectMany(item => item.Item4)]));
        var whole = from inner in list.Or(map)
                    select (inner.Item1, (JsonNode?)JsonValue.Create(true), (IReadOnlyList<string>)[.. inner.Item3, .. inner.Item4], (IReadOnlyList<string>)[]);
        return Gen.OneOf(leaf, list, map, whole);
    }

    private static async Task<Dictionary<string, string>> BundleAsync(string plan, int piece = int.MaxValue, params JobVariable[] given)
    {
        var run = new Run
        {
            Id = RunId.Wrap("run-AAAAAAAAAAAAAAAA"), OrganizationId = OrganizationId.New(), WorkspaceId = WorkspaceId.New(), ConfigurationVersionId = ConfigurationVersionId.New(), PlanId = PlanId.New(), ApplyId = ApplyId.New(),
            Message = "say \"hi\"\n", CreatedAt = new DateTimeOffset(2026, 1, 2, 4, 4, 5, 678, TimeSpan.FromHours(1)), StatusChangedAt = default, TargetAddresses = ["a.b"],
        };
        var workspace = new WorkspaceMock(
            WorkspaceId.Wrap("ws-AAAAAAAAAAAAAAAA"), "w", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), "", "remote", AutoApply: true, "", [("flat", "", false), ("team", "core", true)]);
        var bundle = await MockBundle.PrepareAsync(
            _ => Task.FromResult<Stream>(new PieceStream(Encoding.UTF8.GetBytes(plan), piece)),
            new RunMock(run, "ada", "demo", ProjectId.Wrap("prj-AAAAAAAAAAAAAAAA"), "p", workspace),
            given,
            CancellationToken.None);
        using var archive = new MemoryStream();
        await bundle.WriteAsync(archive, CancellationToken.None);
        archive.Position = 0;
        var files = new Dictionary<string, string>();
        await using var unzipped = new GZipStream(archive, CompressionMode.Decompress);
        await using var tar = new TarReader(unzipped);
        while (await tar.GetNextEntryAsync() is { } entry)
        {
            using var reader = new StreamReader(entry.DataStream!);
            files.Add(entry.Name, await reader.ReadToEndAsync());
        }

        return files;
    }

    private static void Same(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected: {JsonNode.Parse(expected)?.ToJsonString() ?? "null"}\nactual: {actual?.ToJsonString() ?? "null"}");

    private static IEnumerable<string> Paths(JsonNode? node, string path = "") => node switch
    {
        JsonObject map => map.SelectMany(member => Paths(member.Value, $"{path}/{member.Key}")).Prepend(path),
        JsonArray list => list.SelectMany((item, index) => Paths(item, $"{path}/{index}")).Prepend(path),
        _ => [path],
    };

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class PieceStream(byte[] bytes, int piece) : MemoryStream(bytes, writable: false)
    {
        /// <summary>How much the reader had room for.</summary>
        public int LargestPiece { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            LargestPiece = Math.Max(LargestPiece, buffer.Length);
            return base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
        }
    }
}
