using System.Runtime.InteropServices;

namespace Platform.Agent.Tools;

/// <summary>This machine in the words of the tools' release files.</summary>
internal static class ToolPlatform
{
    public const string OperatingSystem = "linux";

    public static string Architecture { get; } = RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
