using System.Text.Json;
using Platform.Contracts.Runs;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Organizations;
using Platform.Results;

namespace Platform.Workspaces;

/// <summary>The attributes of a workspace that a caller may set; what was not sent stays as it is.</summary>
/// <remarks>Ids, locks, statuses and the organization are not among them, so a request that names one changes nothing.</remarks>
[ReadsRelationship("project")]
[ReadsRelationship("tags", isMany: true)]
[ReadsRelationship("tag-bindings", isMany: true)]
public sealed record WorkspaceSettings
{
    private const int LongestDescription = 1000;
    private const int LongestDirectory = 500;
    private const int LongestSourceName = 200;
    private const int LongestSourceUrl = 500;
    private const int MostTriggers = 100;

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
    public Optional<bool?> AutoApplyRunTrigger { get; init; }
    public Optional<bool?> FileTriggersEnabled { get; init; }
    public Optional<IReadOnlyList<string?>?> TriggerPrefixes { get; init; }
    public Optional<IReadOnlyList<string?>?> TriggerPatterns { get; init; }
    public Optional<string?> SourceName { get; init; }
    public Optional<string?> SourceUrl { get; init; }

    /// <summary>What is not there to be used, and is refused where somebody asks for it.</summary>
    public Optional<JsonElement?> VcsRepo { get; init; }

    public Optional<string?> AgentPoolId { get; init; }
    public Optional<bool?> AssessmentsEnabled { get; init; }
    public Optional<string?> AutoDestroyAt { get; init; }
    public Optional<string?> AutoDestroyActivityDuration { get; init; }

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

        if ((CheckUnavailable() ?? CheckTexts()) is { } other)
        {
            return other;
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
        workspace.AutoApplyRunTrigger = AutoApplyRunTrigger.Value ?? workspace.AutoApplyRunTrigger;
        workspace.FileTriggersEnabled = FileTriggersEnabled.Value ?? workspace.FileTriggersEnabled;
        workspace.TriggerPrefixes = TriggerPrefixes.IsSet ? Texts(TriggerPrefixes.Value) : workspace.TriggerPrefixes;
        workspace.TriggerPatterns = TriggerPatterns.IsSet ? Texts(TriggerPatterns.Value) : workspace.TriggerPatterns;
        workspace.SourceName = SourceName.Or(workspace.SourceName);
        workspace.SourceUrl = SourceUrl.Or(workspace.SourceUrl);
        return null;
    }

    private static List<string>? Texts(IReadOnlyList<string?>? sent) => sent is { Count: > 0 } ? [.. sent.OfType<string>()] : null;

    /// <summary>To store these would promise what never happens.</summary>
    private Refusal? CheckUnavailable() => this switch
    {
        { VcsRepo.Value: { ValueKind: not JsonValueKind.Null } } => Refusal.Invalid("There are no connections to repositories; leave vcs-repo out.", "vcs-repo"),
        { AgentPoolId.Value: not null } => Refusal.Invalid("There are no agent pools; leave agent-pool-id out.", "agent-pool-id"),
        { AssessmentsEnabled.Value: true } => Refusal.Invalid("There are no health assessments; leave assessments-enabled out.", "assessments-enabled"),
        { AutoDestroyAt.Value: not null } => Refusal.Invalid("Nothing is destroyed by itself here; leave auto-destroy-at out.", "auto-destroy-at"),
        { AutoDestroyActivityDuration.Value: not null } =>
            Refusal.Invalid("Nothing is destroyed by itself here; leave auto-destroy-activity-duration out.", "auto-destroy-activity-duration"),
        _ => null,
    };

    private Refusal? CheckTexts() =>
        AttributeText.Check(SourceName.Value ?? "", LongestSourceName, "source-name")
        ?? AttributeText.Check(SourceUrl.Value ?? "", LongestSourceUrl, "source-url")
        ?? CheckList(TriggerPrefixes.Value, "trigger-prefixes")
        ?? CheckList(TriggerPatterns.Value, "trigger-patterns");

    private static Refusal? CheckList(IReadOnlyList<string?>? texts, string attribute) =>
        texts is null ? null
        : texts.Count > MostTriggers ? Refusal.Invalid($"{attribute} may have at most {MostTriggers} entries.", attribute)
        : texts.Any(text => text is null) ? Refusal.Invalid($"{attribute} must be a list of texts.", attribute)
        : texts.Select(text => AttributeText.Check(text!, LongestDirectory, attribute)).FirstOrDefault(refusal => refusal is not null);

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
