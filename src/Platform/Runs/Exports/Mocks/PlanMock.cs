using System.Text.Json;

namespace Platform.Runs.Exports.Mocks;

/// <summary>The import tfplan/v2, but for its <c>raw</c>.</summary>
internal sealed class PlanMock
{
    private const string Planned = "planned_values";
    private static readonly string[] Maps = ["variables", "resource_changes", "resource_drift", "output_changes"];
    private readonly SentinelWriter _text;
    private readonly RedactedText _redacted;
    private readonly StateCollections _planned;
    private readonly HashSet<string> _written = [];

    private PlanMock(SentinelWriter text, PlanSecrets secrets)
    {
        _text = text;
        _redacted = new RedactedText(text, secrets);
        _planned = new StateCollections(text, _redacted, text.Key);
    }

    public static async Task WriteAsync(PlanReader plan, SentinelWriter text, PlanSecrets secrets, CancellationToken cancellationToken)
    {
        var mock = new PlanMock(text, secrets);
        while (await plan.ReadAsync(cancellationToken))
        {
            mock.Write(plan);
            await text.FlushAsync(cancellationToken);
        }

        mock.End();
    }

    private void Write(PlanReader plan)
    {
        switch (plan.Part, plan.Place)
        {
            case (PlanPart.Begin, PlanPlace.Values) when plan.Section == Planned:
            case (PlanPart.Begin, PlanPlace.Variables or PlanPlace.Changes or PlanPlace.OutputChanges):
                Begin(plan.Section);
                break;
            case (PlanPart.End, PlanPlace.Values) when plan.Section == Planned:
                _planned.End();
                _text.EndMap();
                break;
            case (PlanPart.End, PlanPlace.Variables or PlanPlace.Changes or PlanPlace.OutputChanges):
                _text.EndMap();
                break;
            case (PlanPart.Value, PlanPlace.Document) when plan.Name == "terraform_version":
                _text.Assign("terraform_version");
                _text.String(plan.Value.GetString());
                break;
            case (PlanPart.Value, PlanPlace.Variables):
                Variable(plan.Name!, plan.Value);
                break;
            case (PlanPart.Value, PlanPlace.Changes):
                ResourceChange(plan.Value);
                break;
            case (PlanPart.Value, PlanPlace.OutputChanges):
                OutputChange(plan.Name!, plan.Value);
                break;
            default:
                if (plan.Section == Planned)
                {
                    _planned.Write(plan);
                }

                break;
        }
    }

    private void End()
    {
        foreach (var name in Maps.Except(_written).ToList())
        {
            Begin(name);
            _text.EndMap();
        }

        if (!_written.Contains(Planned))
        {
            Begin(Planned);
            _planned.End();
            _text.EndMap();
        }
    }

    private void Begin(string name)
    {
        if (!_written.Add(name))
        {
            throw new JsonException($"The document has {name} twice.");
        }

        _text.Assign(name);
        _text.BeginMap();
    }

    private void Variable(string name, JsonElement variable)
    {
        _text.Key(name);
        _text.BeginMap();
        _text.Key("name");
        _text.String(name);
        _text.Key("value");
        _redacted.Variable(name, variable.Member("value"));
        _text.EndMap();
    }

    private void ResourceChange(JsonElement resource)
    {
        var address = resource.Text("address");
        var deposed = resource.Text("deposed");
        _text.Key(deposed.Length == 0 ? address : $"{address}:deposed-{deposed}");
        _text.BeginMap();
        _text.Key("address");
        _text.String(address);
        _text.Key("change");
        Change(resource.Member("change"));
        _text.Key("deposed");
        _text.String(deposed);
        StateCollections.Identity(_text, resource, resource.Text("module_address"));
        _text.Key("type");
        _text.String(resource.Text("type"));
        _text.EndMap();
    }

    private void OutputChange(string name, JsonElement change)
    {
        _text.Key(name);
        _text.BeginMap();
        _text.Key("change");
        Change(change);
        _text.Key("name");
        _text.String(name);
        _text.EndMap();
    }

    private void Change(JsonElement change)
    {
        _text.BeginMap();
        _text.Key("actions");
        _text.Copy(change.Member("actions"));
        _text.Key("after");
        _redacted.Member(change, "after");
        _text.Key("after_unknown");
        _text.Copy(change.Member("after_unknown"));
        _text.Key("before");
        _redacted.Member(change, "before");
        _text.EndMap();
    }
}
