using System.Reflection;

namespace Platform.Persistence;

/// <summary>Reads the SQL that a migration applies.</summary>
public static class EmbeddedScript
{
    /// <summary>The text of a file embedded in the root folder of the assembly's project.</summary>
    public static string Read(Assembly assembly, string fileName)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var name = $"{assembly.GetName().Name}.{fileName}";
        using var stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
