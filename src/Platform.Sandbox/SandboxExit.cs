namespace Platform.Sandbox;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; 128 and the signal's number where a signal ended it.</param>
/// <param name="LimitReached">The limit that ended it, as a sentence; null when it ended by itself or was stopped.</param>
public sealed record SandboxExit(int ExitCode, string? LimitReached);
