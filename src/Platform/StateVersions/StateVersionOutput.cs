using Platform.Contracts.Ids;

namespace Platform.StateVersions;

/// <summary>One root output of a state version.</summary>
public sealed class StateVersionOutput
{
    public required StateVersionOutputId Id { get; init; }
    public required StateVersionId StateVersionId { get; init; }
    public required string Name { get; init; }
    public required bool IsSensitive { get; init; }

    /// <summary><c>string</c>, <c>number</c>, <c>boolean</c>, <c>array</c> ... as the wire names it.</summary>
    public required string Type { get; init; }

    /// <summary>The engine's own type expression as JSON, for example <c>["list","string"]</c>; null when the state has none.</summary>
    public string? DetailedTypeJson { get; init; }

    /// <summary>The value as JSON, encrypted with the organization's data key; <see cref="TooLarge"/> when only the state itself has it.</summary>
    public required byte[] EncryptedValue { get; init; }

    /// <summary>Stands for a value that is too large to be kept beside the state. No value is nothing.</summary>
    internal static byte[] TooLarge { get; } = [];
}
