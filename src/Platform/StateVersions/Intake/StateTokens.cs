using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Platform.StateVersions.Intake;

/// <summary>Takes the tokens of a state one by one and notes what is of interest, by depth and by the names that lead there.</summary>
internal sealed class StateTokens : IDisposable
{
    private readonly ArrayBufferWriter<byte> _kept = new();
    private readonly Utf8JsonWriter _writer;
    private string _section = "";
    private string _member = "";
    private int _keptDepth = -1;
    private bool _isTooLarge;
    private string _outputName = "";
    private OutputDraft _output = new();
    private ResourceDraft _resource = new();

    public StateTokens() => _writer = new Utf8JsonWriter(_kept, new JsonWriterOptions { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public StateFacts Facts { get; } = new();

    /// <summary>Longest string that is of interest here. One that does not end within so many bytes is passed over: an encrypted state is one such string.</summary>
    public int LongestString => _section == "outputs" ? OutputList.LargestValue : 128 * 1024;

    /// <summary>Says that the string that comes next was longer than <see cref="LongestString"/>, and is empty for that reason.</summary>
    public void NoteLongString() => _isTooLarge = _section == "outputs";

    /// <param name="reader">At the token.</param>
    /// <param name="offset">Where in the state the reader's first byte is.</param>
    public void Take(ref Utf8JsonReader reader, long offset)
    {
        if (_keptDepth >= 0)
        {
            Keep(ref reader);
            return;
        }

        switch (reader.CurrentDepth)
        {
            case 0 when reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject):
                throw new JsonException("It is not a JSON object.");
            case 1 when reader.TokenType == JsonTokenType.PropertyName:
                _section = reader.GetString()!;
                break;
            case 1:
                TakeTopLevel(ref reader, offset);
                break;
            default:
                TakeNested(ref reader);
                break;
        }
    }

    public void Dispose() => _writer.Dispose();

    private void TakeTopLevel(ref Utf8JsonReader reader, long offset)
    {
        switch (_section, reader.TokenType)
        {
            case ("serial", JsonTokenType.Number) when reader.TryGetInt64(out var serial) && serial >= 0:
                Facts.Serial = serial;
                Facts.SerialAt = new Range<long>(offset + reader.TokenStartIndex, offset + reader.BytesConsumed);
                break;
            case ("serial", _):
                throw new JsonException("Its serial is not a whole number.");
            case ("lineage", JsonTokenType.String):
                Facts.Lineage = reader.GetString();
                break;
            case ("terraform_version", JsonTokenType.String):
                Facts.ToolVersion = reader.GetString();
                break;
            case ("version", JsonTokenType.Number) when reader.TryGetInt32(out var version):
                Facts.FormatVersion = version;
                break;
            case ("encrypted_data", _):
                Facts.IsEncrypted = true;
                break;
            default:
                break;
        }
    }

    private void TakeNested(ref Utf8JsonReader reader)
    {
        switch (_section)
        {
            case "outputs":
                TakeOutput(ref reader);
                break;
            case "resources":
                TakeResource(ref reader);
                break;
            default:
                break;
        }
    }

    // outputs (1) -> name (2) -> value, type, sensitive (3)
    private void TakeOutput(ref Utf8JsonReader reader)
    {
        switch (reader.CurrentDepth, reader.TokenType)
        {
            case (2, JsonTokenType.PropertyName):
                _outputName = reader.GetString()!;
                _output = new OutputDraft();
                break;
            case (2, JsonTokenType.EndObject):
                Facts.Outputs.Add(new StateOutput(_outputName, _output.IsSensitive, _output.TypeJson, _output.IsTooLarge ? null : _output.ValueJson ?? "null"u8.ToArray()));
                break;
            case (3, JsonTokenType.PropertyName):
                _member = reader.GetString()!;
                _isTooLarge = false;
                break;
            case (3, JsonTokenType.True or JsonTokenType.False) when _member == "sensitive":
                _output.IsSensitive = reader.GetBoolean();
                break;
            case (3, _) when _member is "value" or "type":
                _keptDepth = reader.CurrentDepth;
                Keep(ref reader);
                break;
            default:
                break;
        }
    }

    // resources (1) -> resource (2) -> mode, type, name, module, provider, instances (3) -> instance (4)
    private void TakeResource(ref Utf8JsonReader reader)
    {
        switch (reader.CurrentDepth, reader.TokenType)
        {
            case (2, JsonTokenType.StartObject):
                _resource = new ResourceDraft();
                break;
            case (2, JsonTokenType.EndObject):
                Facts.Resources.Add(new StateResource(_resource.Module, _resource.Mode, _resource.Type, _resource.Name, _resource.Provider, _resource.Instances));
                break;
            case (3, JsonTokenType.PropertyName):
                _member = reader.GetString()!;
                break;
            case (3, JsonTokenType.String):
                _resource.Take(_member, reader.GetString()!);
                break;
            case (4, JsonTokenType.StartObject) when _member == "instances":
                _resource.Instances++;
                break;
            default:
                break;
        }
    }

    private void Keep(ref Utf8JsonReader reader)
    {
        if (!_isTooLarge)
        {
            Write(ref reader);
            _isTooLarge = _writer.BytesCommitted + _writer.BytesPending > OutputList.LargestValue;
        }

        if (reader.CurrentDepth == _keptDepth && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            EndKeeping();
        }
    }

    private void Write(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _writer.WritePropertyName(reader.GetString()!);
                break;
            case JsonTokenType.StartObject:
                _writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                _writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                _writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                _writer.WriteEndArray();
                break;
            case JsonTokenType.String:
                _writer.WriteStringValue(reader.GetString());
                break;
            default:
                // Numbers keep their digits: a state may hold more of them than a double can.
                _writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }

    private void EndKeeping()
    {
        _writer.Flush();
        if (_isTooLarge)
        {
            // What was written of it is not whole.
            _output.IsTooLarge |= _member == "value";
            _isTooLarge = false;
        }
        else if (_member == "value")
        {
            _output.ValueJson = _kept.WrittenSpan.ToArray();
        }
        else
        {
            _output.TypeJson = Encoding.UTF8.GetString(_kept.WrittenSpan);
        }

        _kept.Clear();
        _writer.Reset();
        _keptDepth = -1;
    }

    private sealed class OutputDraft
    {
        public bool IsSensitive { get; set; }
        public bool IsTooLarge { get; set; }
        public string? TypeJson { get; set; }
        public byte[]? ValueJson { get; set; }
    }

    private sealed class ResourceDraft
    {
        public string Module { get; private set; } = "";
        public string Mode { get; private set; } = "managed";
        public string Type { get; private set; } = "";
        public string Name { get; private set; } = "";
        public string Provider { get; private set; } = "";
        public int Instances { get; set; }

        public void Take(string member, string value)
        {
            switch (member)
            {
                case "module":
                    Module = value;
                    break;
                case "mode":
                    Mode = value;
                    break;
                case "type":
                    Type = value;
                    break;
                case "name":
                    Name = value;
                    break;
                case "provider":
                    Provider = value;
                    break;
                default:
                    break;
            }
        }
    }
}
