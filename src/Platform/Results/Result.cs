using System.Diagnostics.CodeAnalysis;

namespace Platform.Results;

/// <summary>Either a value or a <see cref="Results.Refusal"/>.</summary>
public readonly struct Result<T>
{
    private Result(T? value, Refusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    /// <summary>The value; null when refused.</summary>
    public T? Value { get; }

    /// <summary>The refusal; null when it went well.</summary>
    public Refusal? Refusal { get; }

    /// <summary>True with the value, or false with the refusal.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Refusal? refusal)
    {
        value = Value;
        refusal = Refusal;
        return refusal is null;
    }

    /// <summary>The value turned into another; a refusal stays.</summary>
    public Result<TOther> Map<TOther>(Func<T, TOther> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Refusal is null ? map(Value!) : Refusal;
    }

    [SuppressMessage("Usage", "CA2225", Justification = "Returning a value or a refusal is the only way to make a result.")]
    public static implicit operator Result<T>(T value) => new(value, null);

    [SuppressMessage("Usage", "CA2225", Justification = "Returning a value or a refusal is the only way to make a result.")]
    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);
}

/// <summary>The value of an action that has nothing to return.</summary>
public readonly record struct Done
{
    public static Done Value { get; }
}
