namespace Platform.StateVersions.Intake;

/// <summary>What the platform reads from a state's bytes.</summary>
internal sealed class StateFacts
{
    public const int LongestLineage = 100;
    private const int LongestName = 255;

    public long? Serial { get; set; }
    public string? Lineage { get; set; }

    /// <summary>Version of the engine that wrote it.</summary>
    public string? ToolVersion { get; set; }

    /// <summary>Version of the state's format.</summary>
    public int? FormatVersion { get; set; }

    /// <summary>OpenTofu encrypted it: only serial and lineage can be read.</summary>
    public bool IsEncrypted { get; set; }

    /// <summary>Where the serial's digits are, so that a rollback can write others in their place.</summary>
    public Range<long>? SerialAt { get; set; }

    public OutputList Outputs { get; } = new();
    public ResourceSummary Resources { get; } = new();

    /// <summary>Lower-case hex.</summary>
    public string Md5 { get; set; } = "";

    public long Size { get; set; }

    /// <summary>Why this cannot be kept as a state, or null.</summary>
    public string? Misfit => this switch
    {
        { IsEncrypted: false, FormatVersion: null } or { IsEncrypted: false, Serial: null } => "This is not a state: it has no version or no serial.",
        { Lineage.Length: > LongestLineage } => $"The state's lineage is longer than {LongestLineage} characters.",
        _ when HasNul(Lineage) || HasNul(ToolVersion) => "The state's lineage or version holds a NUL character.",
        _ when Outputs.Any(output => output.Name.Length > LongestName || HasNul(output.Name)) =>
            $"The name of an output is longer than {LongestName} characters or holds a NUL character.",
        _ => null,
    };

    /// <summary>PostgreSQL stores no text that does.</summary>
    private static bool HasNul(string? text) => text?.Contains('\0', StringComparison.Ordinal) == true;
}

/// <summary>Bytes from <paramref name="Start"/> up to, not including, <paramref name="End"/>.</summary>
internal sealed record Range<T>(T Start, T End);

/// <summary>A root output; value and type are JSON.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsSensitive">Lists hide it.</param>
/// <param name="TypeJson">The engine's type expression.</param>
/// <param name="ValueJson">Its value; null when it is too large to be shown, and only in the state itself.</param>
internal sealed record StateOutput(string Name, bool IsSensitive, string? TypeJson, byte[]? ValueJson);

/// <summary>A resource; <paramref name="Module"/> is empty for the root module.</summary>
internal sealed record StateResource(string Module, string Mode, string Type, string Name, string Provider, int Instances);
