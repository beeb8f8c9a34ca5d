using System.Text.Json;

namespace Platform.Runs.Exports.Mocks;

/// <summary>Says of a value which parts of it are sensitive: true for all of it, or a map or list of marks for what is in it.</summary>
internal readonly struct SensitiveMarks
{
    private readonly Dictionary<string, JsonElement>? _members;
    private readonly JsonElement[]? _items;

    public SensitiveMarks(JsonElement marks)
    {
        IsAll = marks.ValueKind == JsonValueKind.True;
        if (marks.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in marks.EnumerateObject())
            {
                (_members ??= [])[member.Name] = member.Value;
            }
        }
        else if (marks.ValueKind == JsonValueKind.Array && marks.GetArrayLength() > 0)
        {
            _items = [.. marks.EnumerateArray()];
        }
    }

    public bool IsAll { get; }

    public bool IsNone => !IsAll && _members is null && _items is null;

    public SensitiveMarks Of(string member) => IsAll ? this : _members is not null && _members.TryGetValue(member, out var marks) ? new SensitiveMarks(marks) : default;

    public SensitiveMarks Of(int position) => IsAll ? this : _items is not null && position < _items.Length ? new SensitiveMarks(_items[position]) : default;
}
