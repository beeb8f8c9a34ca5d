using System.Globalization;
using System.Text.Json;

namespace Platform.Runs.Exports.Mocks;

/// <summary>The import tfconfig/v2: what all modules of the configuration say, each kind in one map.</summary>
internal sealed class ConfigurationMock(SentinelWriter text, RedactedText redacted, JsonElement configuration)
{
    /// <summary>The one function of the import, in Sentinel: the address of a resource without the indexes of its instances.</summary>
    private const string StripIndex = """
        strip_index = func(address) {
        	parts = strings.split(address, "[")
        	for parts as i, part {
        		if i > 0 {
        			after = strings.split(part, "]")
        			parts[i] = after[length(after) - 1]
        		}
        	}

        	return strings.join(parts, "")
        }

        """;

    public static async Task WriteAsync(PlanReader plan, SentinelWriter text, PlanSecrets secrets, CancellationToken cancellationToken)
    {
        text.Lines("import \"strings\"\n\n");
        var isWritten = false;
        while (await plan.ReadAsync(cancellationToken))
        {
            if (!isWritten && plan is { Part: PlanPart.Value, Place: PlanPlace.Document, Name: "configuration" })
            {
                new ConfigurationMock(text, new RedactedText(text, secrets), plan.Value).Write();
                isWritten = true;
            }
        }

        if (!isWritten)
        {
            new ConfigurationMock(text, new RedactedText(text, secrets), default).Write();
        }

        text.Lines(StripIndex);
    }

    private void Write()
    {
        Map("providers", Providers);
        Map("resources", () => OfModules(Resources));
        Map("provisioners", () => OfModules(Provisioners));
        Map("variables", () => OfModules(Variables));
        Map("outputs", () => OfModules(Outputs));
        Map("module_calls", () => OfModules(ModuleCalls));
    }

    private void Providers()
    {
        foreach (var provider in configuration.Member("provider_config").Members())
        {
            Entry(provider.Name, () =>
            {
                Text("alias", provider.Value.Text("alias"));
                Expressions("config", provider.Value.Member("expressions"));
                Text("full_name", provider.Value.Text("full_name"));
                Text("module_address", provider.Value.Text("module_address"));
                Text("name", provider.Value.Text("name"));
                Text("provider_config_key", provider.Name);
                Text("version_constraint", provider.Value.Text("version_constraint"));
            });
        }
    }

    private void Resources(string module, JsonElement content)
    {
        foreach (var resource in content.Member("resources").Items())
        {
            var address = AddressOf(module, resource);
            Entry(address, () =>
            {
                Text("address", address);
                Expressions("config", resource.Member("expressions"));
                Expressions("count", resource.Member("count_expression"));
                Addresses("depends_on", resource.Member("depends_on"));
                Expressions("for_each", resource.Member("for_each_expression"));
                Text("mode", resource.Text("mode"));
                Text("module_address", module);
                Text("name", resource.Text("name"));
                Text("provider_config_key", resource.Text("provider_config_key"));
                text.Key("provisioners");
                text.BeginList();
                foreach (var (index, provisioner) in resource.Member("provisioners").Items().Index())
                {
                    text.BeginMap();
                    Provisioner(address, index, provisioner);
                    text.EndMap();
                }

                text.EndList();
                Text("type", resource.Text("type"));
            });
        }
    }

    private void Provisioners(string module, JsonElement content)
    {
        foreach (var resource in content.Member("resources").Items())
        {
            var address = AddressOf(module, resource);
            foreach (var (index, provisioner) in resource.Member("provisioners").Items().Index())
            {
                Entry($"{address}:{index.ToString(CultureInfo.InvariantCulture)}", () => Provisioner(address, index, provisioner));
            }
        }
    }

    private void Provisioner(string address, int index, JsonElement provisioner)
    {
        Expressions("config", provisioner.Member("expressions"));
        Text("index", index.ToString(CultureInfo.InvariantCulture));
        Text("resource_address", address);
        Text("type", provisioner.Text("type"));
    }

    private void Variables(string module, JsonElement content)
    {
        foreach (var variable in content.Member("variables").Members())
        {
            Entry(KeyOf(module, variable.Name), () =>
            {
                text.Key("default");
                redacted.Constant(variable.Value.Member("default"), variable.Value.IsTrue("sensitive"));
                Text("description", variable.Value.Text("description"));
                Text("module_address", module);
                Text("name", variable.Name);
            });
        }
    }

    private void Outputs(string module, JsonElement content)
    {
        foreach (var output in content.Member("outputs").Members())
        {
            var isSensitive = output.Value.IsTrue("sensitive");
            Entry(KeyOf(module, output.Name), () =>
            {
                Addresses("depends_on", output.Value.Member("depends_on"));
                Text("description", output.Value.Text("description"));
                Text("module_address", module);
                Text("name", output.Name);
                text.Key("sensitive");
                text.Boolean(isSensitive);
                Expressions("value", output.Value.Member("expression"), isSensitive);
            });
        }
    }

    private void ModuleCalls(string module, JsonElement content)
    {
        foreach (var call in content.Member("module_calls").Members())
        {
            Entry(KeyOf(module, call.Name), () =>
            {
                text.Key("config");
                redacted.Arguments(call.Value);
                Expressions("count", call.Value.Member("count_expression"));
                Addresses("depends_on", call.Value.Member("depends_on"));
                Expressions("for_each", call.Value.Member("for_each_expression"));
                Text("module_address", module);
                Text("name", call.Name);
                Text("source", call.Value.Text("source"));
                Text("version_constraint", call.Value.Text("version_constraint"));
            });
        }
    }

    /// <summary>Every module with its address, from the root module inward.</summary>
    private void OfModules(Action<string, JsonElement> write)
    {
        Visit("", configuration.Member("root_module"));

        void Visit(string address, JsonElement content)
        {
            write(address, content);
            foreach (var call in content.Member("module_calls").Members())
            {
                Visit(address.Length == 0 ? $"module.{call.Name}" : $"{address}.module.{call.Name}", call.Value.Member("module"));
            }
        }
    }

    private void Map(string name, Action write)
    {
        text.Assign(name);
        text.BeginMap();
        write();
        text.EndMap();
    }

    private void Entry(string key, Action write)
    {
        text.Key(key);
        text.BeginMap();
        write();
        text.EndMap();
    }

    private void Text(string key, string value)
    {
        text.Key(key);
        text.String(value);
    }

    /// <summary>What an argument or a block was given; an empty map where it was given nothing.</summary>
    private void Expressions(string key, JsonElement expressions, bool isSensitive = false)
    {
        text.Key(key);
        if (expressions.ValueKind == JsonValueKind.Undefined)
        {
            text.BeginMap();
            text.EndMap();
        }
        else
        {
            redacted.Configuration(expressions, isSensitive);
        }
    }

    private void Addresses(string key, JsonElement addresses)
    {
        text.Key(key);
        text.BeginList();
        foreach (var address in addresses.Items())
        {
            text.Copy(address);
        }

        text.EndList();
    }

    private static string AddressOf(string module, JsonElement resource) => module.Length == 0 ? resource.Text("address") : $"{module}.{resource.Text("address")}";

    private static string KeyOf(string module, string name) => module.Length == 0 ? name : $"{module}:{name}";
}
