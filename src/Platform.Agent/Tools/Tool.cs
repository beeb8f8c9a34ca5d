using Platform.Contracts.Runs;

namespace Platform.Agent.Tools;

/// <summary>An executable that was found, and its version.</summary>
/// <param name="Identity">Tells this very file from any other: path, size and time of its last change.</param>
internal sealed record Tool(ToolName Name, ToolVersion Version, string Path, string Identity)
{
    public static string FileName(ToolName name) => name switch
    {
        ToolName.Tofu => "tofu",
        ToolName.Terraform => "terraform",
    };

    public static string IdentityOf(string path)
    {
        var file = new FileInfo(path);
        return $"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}";
    }
}

/// <summary>What looking for a tool gave: the tool, or one sentence that says what was looked for and where.</summary>
/// <param name="Note">Something a reader of the log should know, for example that a signature was not checked.</param>
internal sealed record ToolSearch(Tool? Tool, string? Problem, string? Note = null);
