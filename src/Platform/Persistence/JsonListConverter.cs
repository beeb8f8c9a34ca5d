using System.Text.Json;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Platform.Persistence;

/// <summary>Stores a short list of records as JSON text in the row that owns it.</summary>
internal sealed class JsonListConverter<T>() : ValueConverter<List<T>, string>(list => Write(list), text => Read(text))
{
    private static string Write(List<T> list) => JsonSerializer.Serialize(list);

    private static List<T> Read(string text) => JsonSerializer.Deserialize<List<T>>(text) ?? [];
}

internal sealed class JsonListComparer<T>() : ValueComparer<List<T>>(
    (left, right) => left == right || (left != null && right != null && left.SequenceEqual(right)),
    list => list.Aggregate(0, (hash, item) => HashCode.Combine(hash, item)),
    list => list.ToList());
