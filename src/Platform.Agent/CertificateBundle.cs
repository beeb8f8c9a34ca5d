using System.Security.Cryptography;
using System.Text;
using Platform.Contracts.Agents;

namespace Platform.Agent;

/// <summary>One file with the system's certificate authorities and the platform's own, for programs in the sandbox.</summary>
internal static class CertificateBundle
{
    private const string SystemBundle = "/etc/ssl/certs/ca-certificates.crt";

    /// <summary>Path of the bundle; null when the system's own are enough.</summary>
    public static string? Write(AgentSettings settings)
    {
        if (settings.CertificateAuthorities is not { } own)
        {
            return null;
        }

        var system = File.Exists(SystemBundle) ? File.ReadAllText(SystemBundle) : "";
        var content = Encoding.UTF8.GetBytes($"{system.TrimEnd('\n')}\n{own}");
        var folder = Directory.CreateDirectory(Path.Combine(settings.WorkDirectory, "certificates"));
        var path = Path.Combine(folder.FullName, $"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}.pem");
        if (!File.Exists(path))
        {
            // Written beside and moved, since agents of other slots may do the same.
            var fresh = $"{path}.{Environment.ProcessId}";
            File.WriteAllBytes(fresh, content);
            File.SetUnixFileMode(fresh, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            File.Move(fresh, path, overwrite: true);
        }

        return path;
    }
}
