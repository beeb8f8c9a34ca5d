namespace Platform.Contracts.Agents;

/// <summary>How large a state may be, wherever it comes from.</summary>
public static class StateSize
{
    public const long MaxBytes = 1024L * 1024 * 1024;

    /// <summary>The limit for a sentence.</summary>
    public static string Words { get; } = $"{MaxBytes / (1024 * 1024)} MiB";
}
