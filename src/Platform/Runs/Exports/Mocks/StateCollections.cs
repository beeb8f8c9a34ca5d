using System.Text.Json;

namespace Platform.Runs.Exports.Mocks;

/// <summary>Writes outputs and resources of a state, prior or planned, as the import tfstate/v2 has them: all modules' resources in one map, by address.</summary>
/// <param name="text">Where to.</param>
/// <param name="redacted">Writes what may be sensitive.</param>
/// <param name="begin">Begins the collection of this name.</param>
internal sealed class StateCollections(SentinelWriter text, RedactedText redacted, Action<string> begin)
{
    private readonly HashSet<string> _written = [];
    private int _modules;

    /// <summary>Writes what the reader came to; parts that belong to no state are passed by.</summary>
    public void Write(PlanReader plan)
    {
        switch (plan.Part, plan.Place)
        {
            case (PlanPart.Begin, PlanPlace.Outputs):
                Begin("outputs");
                break;
            case (PlanPart.Begin, PlanPlace.Module) when _modules++ == 0:
                Begin("resources");
                break;
            case (PlanPart.End, PlanPlace.Outputs):
            case (PlanPart.End, PlanPlace.Module) when --_modules == 0:
                text.EndMap();
                break;
            case (PlanPart.Value, PlanPlace.Outputs):
                Output(plan.Name!, plan.Value);
                break;
            case (PlanPart.Value, PlanPlace.Resources):
                Resource(plan.Value);
                break;
        }
    }

    /// <summary>Writes what tells a resource from the others, the same in a state and among the changes.</summary>
    public static void Identity(SentinelWriter text, JsonElement resource, string module)
    {
        text.Key("index");
        text.Copy(resource.Member("index"));
        text.Key("mode");
        text.String(resource.Text("mode"));
        text.Key("module_address");
        text.String(module);
        text.Key("name");
        text.String(resource.Text("name"));
        text.Key("provider_name");
        text.String(resource.Text("provider_name"));
    }

    /// <summary>Writes the collections that there was nothing for.</summary>
    public void End()
    {
        foreach (var name in (string[])["outputs", "resources"])
        {
            if (!_written.Contains(name))
            {
                Begin(name);
                text.EndMap();
            }
        }
    }

    private void Begin(string name)
    {
        if (!_written.Add(name))
        {
            throw new JsonException($"The document has {name} of a state twice.");
        }

        begin(name);
        text.BeginMap();
    }

    private void Output(string name, JsonElement output)
    {
        text.Key(name);
        text.BeginMap();
        text.Key("name");
        text.String(name);
        text.Key("sensitive");
        text.Boolean(output.IsTrue("sensitive"));
        text.Key("value");
        redacted.Member(output, "value");
        text.EndMap();
    }

    private void Resource(JsonElement resource)
    {
        var address = resource.Text("address");
        var deposed = resource.Text("deposed_key");
        text.Key(deposed.Length == 0 ? address : $"{address}:deposed-{deposed}");
        text.BeginMap();
        text.Key("address");
        text.String(address);
        text.Key("depends_on");
        text.BeginList();
        foreach (var other in resource.Member("depends_on").Items())
        {
            text.Copy(other);
        }

        text.EndList();
        text.Key("deposed_key");
        text.String(deposed);
        Identity(text, resource, ModuleAddress.Of(address));
        text.Key("tainted");
        text.Boolean(resource.IsTrue("tainted"));
        text.Key("type");
        text.String(resource.Text("type"));
        text.Key("values");
        redacted.Member(resource, "values");
        text.EndMap();
    }
}
