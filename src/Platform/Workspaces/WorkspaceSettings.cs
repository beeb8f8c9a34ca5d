using Platform.Contracts.Runs;
using Platform.JsonApi;
using Platform.Organizations;
using Platform.Results;

namespace Platform.Workspaces;

/// <summary>The attributes of a workspace that a caller may set; what was not sent stays as it is.</summary>
/// <remarks>Ids, locks, statuses and the organization are not among them, so a request that names one changes nothing.</remarks>
public sealed record WorkspaceSettings
{
    private const int LongestDescription = 1000;
    private const int LongestDirectory = 500;

    public Optional<string?> Name { get; init; }
    public Optional<string?> Description { get; init; }
    public Optional<string?> ExecutionMode { get; init; }

    /// <summary>The older way to say that the execution mode is remote (true) or local.</summary>
    public Optional<bool?> Operations { get; init; }

    /// <summary>Which settings are the workspace's own; what is not comes from its project or organization.</summary>
    public SettingOverwriteWishes? SettingOverwrites { get; init; }

    public Optional<bool?> AutoApply { get; init; }
    public Optional<bool?> AllowDestroyPlan { get; init; }
    public Optional<bool?> QueueAllRuns { get; init; }
    public Optional<bool?> SpeculativeEnabled { get; init; }
    public Optional<bool?> GlobalRemoteState { get; init; }
    public Optional<bool?> ProjectRemoteState { get; init; }
    public Optional<bool?> StructuredRunOutputEnabled { get; init; }
    public Optional<string?> TerraformVersion { get; init; }

    /// <summary>The engine, <c>tofu</c> or <c>terraform</c>; an attribute of this platform's own.</summary>
    public Optional<string?> Tool { get; init; }

    public Optional<string?> WorkingDirectory { get; init; }

    /// <summary>Checks what was sent and sets it; nothing is set when something is refused.</summary>
    /// <param name="workspace">What is changed.</param>
    /// <param name="client">The engine whose command line asks: a version that it sends is a version of its own.</param>
    internal Refusal? ApplyTo(Workspace workspace, ToolName? client)
    {
        var name = Name.IsSet ? Name.Value : workspace.Name;
        var description = Description.IsSet ? Description.Value ?? "" : workspace.Description;
        var directory = WorkingDirectory.IsSet ? Directory(WorkingDirectory.Value) : workspace.WorkingDirectory;
        var version = TerraformVersion.IsSet ? Version(TerraformVersion.Value) : workspace.ToolVersion;
        if (WorkspaceName.Check(name) is { } badName)
        {
            return badName;
        }

        if ((AttributeText.Check(description, LongestDescription, "description") ?? AttributeText.Check(directory, LongestDirectory, "working-directory")) is { } badText)
        {
            return badText;
        }

        if (directory.StartsWith('/') || directory.Split('/', '\\').Contains(".."))
        {
            return Refusal.Invalid("Working directory must be a folder inside the configuration: relative, and without \"..\".", "working-directory");
        }

        if (!ToolVersionSetting.IsValid(version))
        {
            return Refusal.Invalid("Terraform version must be \"latest\", a version such as 1.11.4, or a constraint such as ~> 1.11.0.", "terraform-version");
        }

        if (!ReadMode(workspace).TryGet(out var mode, out var badMode))
        {
            return badMode;
        }

        if (!TryReadTool(workspace.Tool, client, out var tool))
        {
            return Refusal.Invalid("Tool must be \"tofu\" or \"terraform\".", "tool");
        }

        workspace.Name = name!;
        workspace.NormalizedName = WorkspaceName.Normalize(name!);
        workspace.Description = description;
        workspace.WorkingDirectory = directory;
        workspace.ToolVersion = version;
        workspace.ExecutionMode = mode.Own;
        workspace.OverwritesExecutionMode = mode.Overwrites;
        workspace.Tool = tool;
        workspace.AutoApply = AutoApply.Value ?? workspace.AutoApply;
        workspace.AllowDestroyPlan = AllowDestroyPlan.Value ?? workspace.AllowDestroyPlan;
        workspace.QueueAllRuns = QueueAllRuns.Value ?? workspace.QueueAllRuns;
        workspace.SpeculativeEnabled = SpeculativeEnabled.Value ?? workspace.SpeculativeEnabled;
        workspace.ProjectRemoteState = ProjectRemoteState.Value ?? workspace.ProjectRemoteState;
        workspace.GlobalRemoteState = GlobalRemoteState.Value ?? workspace.GlobalRemoteState;
        workspace.StructuredRunOutputEnabled = StructuredRunOutputEnabled.Value ?? workspace.StructuredRunOutputEnabled;
        return null;
    }

    private static string Version(string? sent) => string.IsNullOrWhiteSpace(sent) ? ToolVersionSetting.Latest : sent.Trim();

    private static string Directory(string? sent)
    {
        var directory = (sent ?? "").Trim();
        directory = directory.StartsWith("./", StringComparison.Ordinal) ? directory[2..] : directory;
        return directory is "." ? "" : directory.Length > 1 ? directory.TrimEnd('/') : directory;
    }

    private Result<ModeSetting> ReadMode(Workspace workspace)
    {
        var said = ExecutionMode.Value ?? Operations.Value switch { true => "remote", false => "local", null => null };
        if (said is null)
        {
            return new ModeSetting(workspace.ExecutionMode, SettingOverwrites?.ExecutionMode ?? workspace.OverwritesExecutionMode);
        }

        // A client that writes a whole workspace back sends the mode that it was shown beside the word that it is not the workspace's own.
        return ExecutionModeText.Read(said, "execution-mode").TryGet(out var mode, out var refusal)
            ? new ModeSetting(mode, SettingOverwrites?.ExecutionMode ?? true)
            : refusal;
    }

    private bool TryReadTool(ToolName current, ToolName? client, out ToolName tool)
    {
        tool = TerraformVersion.IsSet && client is { } own ? own : current;
        switch (Tool.Value)
        {
            case null:
                return true;
            case "tofu":
                tool = ToolName.Tofu;
                return true;
            case "terraform":
                tool = ToolName.Terraform;
                return true;
            default:
                return false;
        }
    }

    private sealed record ModeSetting(Organizations.ExecutionMode Own, bool Overwrites);
}

/// <summary>What a caller says of the settings that a workspace may take over.</summary>
public sealed record SettingOverwriteWishes
{
    public bool? ExecutionMode { get; init; }
}
