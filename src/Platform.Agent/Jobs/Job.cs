using System.Collections.Concurrent;
using Platform.Agent.Folders;
using Platform.Agent.Inputs;
using Platform.Agent.Logs;
using Platform.Agent.Rendering;
using Platform.Agent.Server;
using Platform.Agent.States;
using Platform.Agent.Tools;
using Platform.Contracts.Agents;
using Platform.Contracts.Runs;

namespace Platform.Agent.Jobs;

/// <summary>One job while it is carried out: what was asked, the means, and what the steps found so far.</summary>
internal sealed class Job
{
    private const int MostErrors = 16;

    private readonly ConcurrentQueue<string> _errors = new();

    public required JobDocument Document { get; init; }
    public required JobApi Api { get; init; }
    public required JobFolder Folder { get; init; }
    public required JobLog Log { get; init; }
    public required JobStop Stop { get; init; }
    public required JobSandbox Sandbox { get; init; }
    public required PreparedTools Prepared { get; init; }
    public required JobInputs Inputs { get; init; }
    public required EventRenderer Renderer { get; init; }
    public required StateKeeper State { get; init; }
    public required Stopwatches Times { get; init; }

    /// <summary>Set by the step that finds it; steps after it may count on it.</summary>
    public Tool? Tool { get; set; }

    /// <summary>Folder of the configuration in which the tool runs, below the shared folder.</summary>
    public string RootModule => Document.WorkingDirectory.Trim('/') is { Length: > 0 } folder
        ? $"{JobFolder.Configuration}/{folder}"
        : JobFolder.Configuration;

    public bool HasChanges { get; set; }

    /// <summary>The tool left a plan file, which an errored plan may do too.</summary>
    public bool HasPlan { get; set; }

    public bool GeneratedConfiguration { get; set; }
    public ResourceCounts Counts { get; private set; } = ResourceCounts.None;

    /// <summary>The state as the tool last wrote it; null while there is none.</summary>
    public FileStream? OpenState()
    {
        var served = Folder.Kept(JobFolder.ServedState);
        return Document.StateBackend switch
        {
            StateBackend.Local => Folder.Shared.OpenRead(JobFolder.StateFile),
            StateBackend.Http => File.Exists(served) ? File.OpenRead(served) : null,
        };
    }

    /// <summary>Notes what the report needs from an event of the tool.</summary>
    public void Note(ToolEvent line)
    {
        if (line is { Type: "diagnostic", Diagnostic: { Severity: "error", Summary: var summary } })
        {
            AddError(summary);
        }
        else if (line is { Type: "change_summary", Changes: { } changes })
        {
            Counts = new ResourceCounts(changes.Add, changes.Change, changes.Remove, changes.Import);
        }
    }

    /// <summary>Adds the summary of an error; the first is what counts, so a tool that reports them without end is not listened to for long.</summary>
    public void AddError(string summary)
    {
        if (_errors.Count < MostErrors)
        {
            _errors.Enqueue(summary);
        }
    }

    /// <summary>The first error as one plain sentence.</summary>
    public string FirstErrorOr(string otherwise) =>
        _errors.TryPeek(out var summary) ? (summary.EndsWith('.') ? summary : summary + ".") : otherwise;
}
