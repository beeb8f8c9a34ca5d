using System.Text.Json;

namespace Platform.Runs.Exports.Mocks;

/// <summary>What the output of <c>show -json</c> on a plan is made of, as far as it is read in parts.</summary>
internal enum PlanPlace
{
    Document,
    Variables,
    PriorState,
    Values,
    Outputs,
    Module,
    Resources,
    Modules,
    Changes,
    OutputChanges,
}

/// <summary>What <see cref="PlanReader"/> came to.</summary>
internal enum PlanPart
{
    Begin,
    Value,
    End,
}

/// <summary>Reads the JSON of a plan part by part, so that no more of it is in memory than one resource, one output, one variable or the configuration.</summary>
internal sealed class PlanReader(Stream document) : IDisposable
{
    private const int LongestPart = 256 * 1024 * 1024;
    private readonly Stack<PlanPlace> _places = [];
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _isRead;
    private bool _isOver;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = SentinelWriter.DeepestNesting });
    private JsonDocument? _value;

    public PlanPart Part { get; private set; }

    /// <summary>What began or ended, or what the value is in.</summary>
    public PlanPlace Place { get; private set; }

    /// <summary>The member of the document that this is, or is in.</summary>
    public string Section { get; private set; } = "";

    /// <summary>The member's name; null in a list.</summary>
    public string? Name { get; private set; }

    /// <summary>Whether what began is a list.</summary>
    public bool IsList { get; private set; }

    /// <summary>The value, until the next part is read.</summary>
    public JsonElement Value => _value!.RootElement;

    /// <summary>Reads the next part; false at the end.</summary>
    /// <exception cref="JsonException">It is no JSON, or none of a plan.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        _value?.Dispose();
        _value = null;
        while (!_isOver && !TryRead())
        {
            if (_isRead)
            {
                throw new JsonException("The document ends too early.");
            }

            await FillAsync(cancellationToken);
        }

        var isOver = _isOver;
        _isOver = Part == PlanPart.End && _places.Count == 0;
        return !isOver;
    }

    public void Dispose() => _value?.Dispose();

    private bool TryRead()
    {
        var json = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isRead, _state);
        if (!json.Read())
        {
            return false;
        }

        string? name = null;
        if (json.TokenType == JsonTokenType.PropertyName)
        {
            name = json.GetString();
            if (!json.Read())
            {
                return false;
            }
        }

        if (json.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
        {
            (Part, Place) = (PlanPart.End, _places.Pop());
        }
        else
        {
            var inner = Inner(name, json.TokenType);
            if (inner is null && !JsonDocument.TryParseValue(ref json, out _value))
            {
                return false;
            }

            Section = _places.Count == 1 ? name! : Section;
            IsList = inner is not null && json.TokenType == JsonTokenType.StartArray;
            (Part, Place) = inner is { } begun ? (PlanPart.Begin, begun) : (PlanPart.Value, _places.Peek());
            if (inner is { } place)
            {
                _places.Push(place);
            }
        }

        Name = name;
        _start += (int)json.BytesConsumed;
        _state = json.CurrentState;
        return true;
    }

    /// <summary>What is read in parts; null: a value that is read whole.</summary>
    private PlanPlace? Inner(string? name, JsonTokenType token) =>
        _places.Count == 0
            ? token == JsonTokenType.StartObject ? PlanPlace.Document : throw new JsonException("The document is no object.")
            : (_places.Peek(), name, token) switch
            {
                (PlanPlace.Document, "variables", JsonTokenType.StartObject) => PlanPlace.Variables,
                (PlanPlace.Document, "planned_values", JsonTokenType.StartObject) => PlanPlace.Values,
                (PlanPlace.Document, "prior_state", JsonTokenType.StartObject) => PlanPlace.PriorState,
                (PlanPlace.Document, "resource_changes" or "resource_drift", JsonTokenType.StartArray) => PlanPlace.Changes,
                (PlanPlace.Document, "output_changes", JsonTokenType.StartObject) => PlanPlace.OutputChanges,
                (PlanPlace.PriorState, "values", JsonTokenType.StartObject) => PlanPlace.Values,
                (PlanPlace.Values, "outputs", JsonTokenType.StartObject) => PlanPlace.Outputs,
                (PlanPlace.Values, "root_module", JsonTokenType.StartObject) => PlanPlace.Module,
                (PlanPlace.Module, "resources", JsonTokenType.StartArray) => PlanPlace.Resources,
                (PlanPlace.Module, "child_modules", JsonTokenType.StartArray) => PlanPlace.Modules,
                (PlanPlace.Modules, _, JsonTokenType.StartObject) => PlanPlace.Module,
                _ => null,
            };

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_end >= LongestPart)
            {
                throw new InvalidDataException($"A part of the document is longer than {LongestPart / (1024 * 1024)} MiB.");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await document.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        _isRead = read == 0;
    }
}
