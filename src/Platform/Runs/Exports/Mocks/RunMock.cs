using System.Globalization;
using Platform.Contracts.Ids;

namespace Platform.Runs.Exports.Mocks;

/// <summary>The import tfrun: the run, and its workspace as it is now.</summary>
/// <remarks>Without <c>variables</c>, since a run does not keep which it was given, and without <c>cost_estimate</c>, which there is none of.</remarks>
internal sealed record RunMock(
    Run Run, string? CreatedBy, string OrganizationName, ProjectId ProjectId, string ProjectName, WorkspaceMock Workspace)
{
    public void Write(SentinelWriter text)
    {
        Value(text.Assign, "id", () => text.String(Run.Id.Value));
        Value(text.Assign, "created_at", () => text.String(Time(Run.CreatedAt)));
        Value(text.Assign, "created_by", () => text.String(CreatedBy));
        Value(text.Assign, "message", () => text.String(Run.Message));
        Value(text.Assign, "commit_sha", text.Null);
        Value(text.Assign, "is_destroy", () => text.Boolean(Run.IsDestroy));
        Value(text.Assign, "refresh", () => text.Boolean(Run.Refresh));
        Value(text.Assign, "refresh_only", () => text.Boolean(Run.RefreshOnly));
        Value(text.Assign, "replace_addrs", () => Addresses(text, Run.ReplaceAddresses));
        Value(text.Assign, "speculative", () => text.Boolean(Run.PlanOnly));
        Value(text.Assign, "target_addrs", () => Addresses(text, Run.TargetAddresses));
        Value(text.Assign, "project", () =>
        {
            text.BeginMap();
            Value(text.Key, "id", () => text.String(ProjectId.Value));
            Value(text.Key, "name", () => text.String(ProjectName));
            text.EndMap();
        });
        Value(text.Assign, "organization", () =>
        {
            text.BeginMap();
            Value(text.Key, "name", () => text.String(OrganizationName));
            text.EndMap();
        });
        Value(text.Assign, "workspace", () => Workspace.Write(text));
    }

    internal static void Value(Action<string> begin, string name, Action write)
    {
        begin(name);
        write();
    }

    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void Addresses(SentinelWriter text, List<string> addresses)
    {
        // Nothing named is null, which policies that forbid such runs ask for.
        if (addresses.Count == 0)
        {
            text.Null();
            return;
        }

        text.BeginList();
        foreach (var address in addresses)
        {
            text.String(address);
        }

        text.EndList();
    }
}

/// <summary>The workspace of the import tfrun.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Description">What it says of itself.</param>
/// <param name="ExecutionMode">In the wire's words.</param>
/// <param name="AutoApply">Whether plans are applied by themselves.</param>
/// <param name="WorkingDirectory">Where in the configuration its root module is.</param>
/// <param name="Tags">Its tags and those it inherits, by key.</param>
internal sealed record WorkspaceMock(
    WorkspaceId Id, string Name, DateTimeOffset CreatedAt, string Description, string ExecutionMode, bool AutoApply, string WorkingDirectory,
    IReadOnlyList<(string Key, string Value, bool IsInherited)> Tags)
{
    public void Write(SentinelWriter text)
    {
        text.BeginMap();
        RunMock.Value(text.Key, "auto_apply", () => text.Boolean(AutoApply));
        RunMock.Value(text.Key, "created_at", () => text.String(RunMock.Time(CreatedAt)));
        RunMock.Value(text.Key, "description", () => text.String(Description.Length == 0 ? null : Description));
        RunMock.Value(text.Key, "execution_mode", () => text.String(ExecutionMode));
        RunMock.Value(text.Key, "id", () => text.String(Id.Value));
        RunMock.Value(text.Key, "name", () => text.String(Name));
        RunMock.Value(text.Key, "tag_bindings", () => Bindings(text));
        text.Key("tags");
        text.BeginList();
        foreach (var tag in Tags)
        {
            text.String(tag.Key);
        }

        text.EndList();
        RunMock.Value(text.Key, "vcs_repo", text.Null);
        RunMock.Value(text.Key, "working_directory", () => text.String(WorkingDirectory));
        text.EndMap();
    }

    private void Bindings(SentinelWriter text)
    {
        text.BeginList();
        foreach (var (key, value, isInherited) in Tags)
        {
            text.BeginMap();
            RunMock.Value(text.Key, "inherited", () => text.Boolean(isInherited));
            RunMock.Value(text.Key, "key", () => text.String(key));
            RunMock.Value(text.Key, "value", () => text.String(value.Length == 0 ? null : value));
            text.EndMap();
        }

        text.EndList();
    }
}
