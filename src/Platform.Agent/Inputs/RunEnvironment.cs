using System.Collections.Frozen;
using Platform.Contracts.Agents;

namespace Platform.Agent.Inputs;

/// <summary>The environment of the tool (protocol.md §10.4).</summary>
internal sealed record RunEnvironment(IReadOnlyDictionary<string, string> Variables, IReadOnlyList<BlockedVariable> Blocked)
{
    private const string SetByPlatform = "the platform sets it itself";

    // Whatever bears this name was signed by the platform.
    private const string IdentityToken = "TFC_WORKLOAD_IDENTITY_TOKEN";

    // Another value would take the run out of the platform's hands, or take the proxy and the trusted certificates away.
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "TF_CLI_CONFIG_FILE", "TERRAFORM_CONFIG", "TF_DATA_DIR", "TF_INPUT", "TF_IN_AUTOMATION", "TF_WORKSPACE", "TF_PLUGIN_CACHE_DIR",
        "TF_FORCE_LOCAL_BACKEND", "TF_STATE_PERSIST_INTERVAL", "TF_REATTACH_PROVIDERS", "TFE_RUN_ID", "HOME", "USER", "TMPDIR", "LD_PRELOAD", "LD_LIBRARY_PATH",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static RunEnvironment Of(JobDocument job, IReadOnlyList<JobVariable> variables)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        var blocked = new List<BlockedVariable>();
        var ownToken = TokenVariable(job.PublicUrl);
        foreach (var variable in variables.Where(variable => variable.Category == VariableCategory.Env))
        {
            if (ReasonToBlock(variable, ownToken) is { } reason)
            {
                blocked.Add(new BlockedVariable(variable.Key, reason));
            }
            else
            {
                environment[variable.Key] = variable.Value;
            }
        }

        foreach (var (name, value) in RunFacts(job))
        {
            environment[name] = value;
            environment[$"TF_VAR_{name}"] = value;
        }

        environment["TF_IN_AUTOMATION"] = "1";
        environment["TF_INPUT"] = "0";
        environment["CHECKPOINT_DISABLE"] = "1";
        return new RunEnvironment(environment, blocked);
    }

    /// <summary>The variable in which the tools look for the token of a host: dots become underscores, hyphens two of them.</summary>
    internal static string TokenVariable(Uri host) =>
        $"TF_TOKEN_{(host.IsDefaultPort ? host.Host : host.Authority).Replace("-", "__").Replace('.', '_')}";

    private static string? ReasonToBlock(JobVariable variable, string ownToken)
    {
        if (Reserved.Contains(variable.Key) || variable.Key.StartsWith(IdentityToken, StringComparison.OrdinalIgnoreCase) || string.Equals(variable.Key, ownToken, StringComparison.OrdinalIgnoreCase))
        {
            return SetByPlatform;
        }

        if (!IsName(variable.Key) || variable.Value.Contains('\0', StringComparison.Ordinal))
        {
            return "its name or value cannot be in an environment";
        }

        return CommandArguments.IsName(variable.Key) && CommandArguments.ReservedOption(variable.Value) is { } option
            ? $"the option {option} would keep the run from what the platform asked of it"
            : null;
    }

    private static IEnumerable<(string Name, string Value)> RunFacts(JobDocument job) =>
    [
        ("TFC_RUN_ID", job.RunId.Value),
        ("TFC_WORKSPACE_ID", job.WorkspaceId.Value),
        ("TFC_WORKSPACE_NAME", job.WorkspaceName),
        ("TFC_WORKSPACE_SLUG", $"{job.OrganizationName}/{job.WorkspaceName}"),
        ("TFC_PROJECT_NAME", job.ProjectName),
    ];

    private static bool IsName(string key) => key.Length > 0 && !key.Any(character => character is '=' or '\0');
}

/// <summary>An environment variable of the workspace that the tool does not get.</summary>
/// <param name="Reason">The end of a sentence.</param>
internal sealed record BlockedVariable(string Key, string Reason);
