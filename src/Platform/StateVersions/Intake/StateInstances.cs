using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Platform.StateVersions.Intake;

/// <summary>Reads the managed instances of a state as it streams by: a state may be larger than what fits into memory twice.</summary>
internal sealed class StateInstances
{
    // { "resources": [ { "instances": [ { "attributes": { "id"
    private const int ResourceDepth = 2;
    private const int InstanceDepth = 4;
    private const int AttributeDepth = 6;

    private readonly List<StateInstance> _found = [];
    private readonly List<(string? Key, string? Id)> _instances = [];
    private readonly Dictionary<string, string> _resource = [];
    private readonly string?[] _path = new string?[AttributeDepth + 1];
    private string? _key;
    private string? _id;

    // As the engine writes an address: quotes with a backslash, everything else as it is.
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private StateInstances()
    {
    }

    /// <summary>Address and id of every instance that has an id.</summary>
    public static async Task<HashSet<(string Address, string Id)>> ReadAsync(Stream state, CancellationToken cancellationToken) =>
        (await ListAsync(state, cancellationToken)).Where(instance => instance.Id is not null).Select(instance => (instance.Address, instance.Id!)).ToHashSet();

    /// <summary>Every instance, in the order of the state.</summary>
    public static async Task<IReadOnlyList<StateInstance>> ListAsync(Stream state, CancellationToken cancellationToken)
    {
        var reader = new StateInstances();
        var json = new JsonReaderState(new JsonReaderOptions { MaxDepth = StateReader.DeepestNesting });
        var buffer = new byte[64 * 1024];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = await state.ReadAsync(buffer.AsMemory(length), cancellationToken);
            length += read;
            var consumed = reader.Feed(buffer.AsSpan(0, length), ref json, isLast: read == 0);
            buffer.AsSpan(consumed, length - consumed).CopyTo(buffer);
            length -= consumed;
            if (read == 0)
            {
                return reader._found;
            }
        }
    }

    private int Feed(ReadOnlySpan<byte> bytes, ref JsonReaderState state, bool isLast)
    {
        var json = new Utf8JsonReader(bytes, isLast, state);
        while (json.Read())
        {
            Take(ref json);
        }

        state = json.CurrentState;
        return (int)json.BytesConsumed;
    }

    private void Take(ref Utf8JsonReader json)
    {
        var depth = json.CurrentDepth;
        if (json.TokenType == JsonTokenType.PropertyName)
        {
            if (depth <= AttributeDepth)
            {
                _path[depth] = json.GetString();
            }
        }
        else if (_path[1] != "resources")
        {
            return;
        }
        else if (json.TokenType == JsonTokenType.EndObject)
        {
            End(depth);
        }
        else if (depth == ResourceDepth + 1 && json.TokenType == JsonTokenType.String)
        {
            _resource[_path[depth]!] = json.GetString()!;
        }
        else if (_path[ResourceDepth + 1] != "instances")
        {
            return;
        }
        else if (depth == AttributeDepth && json.TokenType == JsonTokenType.String && _path[InstanceDepth + 1] == "attributes" && _path[depth] == "id")
        {
            _id = json.GetString();
        }
        else if (depth == InstanceDepth + 1 && _path[depth] == "index_key")
        {
            _key = json.TokenType == JsonTokenType.String ? JsonSerializer.Serialize(json.GetString(), Relaxed) : Encoding.UTF8.GetString(json.ValueSpan);
        }
    }

    private void End(int depth)
    {
        if (depth == InstanceDepth)
        {
            _instances.Add((_key, _id));
            (_key, _id) = (null, null);
        }
        else if (depth == ResourceDepth)
        {
            foreach (var (key, id) in _instances)
            {
                if (_resource.GetValueOrDefault("mode") == "managed")
                {
                    _found.Add(new StateInstance(
                        Address(key), _resource.GetValueOrDefault("module") ?? "", Of("type"), Of("name"), Of("provider"), key, id));
                }
            }

            _instances.Clear();
            _resource.Clear();
        }
    }

    private string Of(string name) => _resource.GetValueOrDefault(name) ?? "";

    private string Address(string? key)
    {
        var module = _resource.TryGetValue("module", out var name) ? $"{name}." : "";
        return $"{module}{_resource.GetValueOrDefault("type")}.{_resource.GetValueOrDefault("name")}{(key is null ? "" : $"[{key}]")}";
    }
}

/// <summary>A managed instance.</summary>
/// <param name="Address">As the engine writes it.</param>
/// <param name="Module">Empty for the root module.</param>
/// <param name="Type">The resource's type.</param>
/// <param name="Name">The resource's name.</param>
/// <param name="Provider">As in the state: <c>provider["HOST/NAMESPACE/NAME"]</c>.</param>
/// <param name="Key">Its key in <c>for_each</c> or <c>count</c>, as JSON; null when it has none.</param>
/// <param name="Id">What its provider knows it by; null when it has none.</param>
internal sealed record StateInstance(string Address, string Module, string Type, string Name, string Provider, string? Key, string? Id);
