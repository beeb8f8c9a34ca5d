using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Platform.Access;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Discovery;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Runs.Exports;
using Platform.Runs.Logs;

namespace Platform.Runs;

/// <summary>A plan or an apply as the wire shows it (protocol.md §5.4).</summary>
internal sealed class PhaseDocument(CapabilityUrls urls)
{
    /// <summary>The only way to tell <c>cloud {}</c> from <c>backend "remote"</c> (protocol.md §3.1).</summary>
    private const string IntegrationHeader = "X-Terraform-Integration";

    /// <param name="plan">The plan.</param>
    /// <param name="exports">Its exports that are to be made or can be downloaded.</param>
    /// <param name="request">Who asks, which decides the log's form.</param>
    /// <param name="permissions">What the caller may do in the workspace, where that is known; beside lists it is not.</param>
    public Resource Of(Plan plan, IReadOnlyCollection<PlanExportId> exports, HttpRequest request, IReadOnlySet<Permission>? permissions = null) => new(
        plan.Id.Value,
        "plans",
        new PlanAttributes(
            plan.Status, plan.HasChanges, LogUrl(plan, request), plan.Additions, plan.Changes, plan.Destructions, plan.Imports,
            plan.GeneratedConfiguration, new ExecutionDetails("remote"), StructuredRunOutputEnabled: true, Times(plan), plan.Steps, plan.Hosts,
            new PlanActions(plan.IsExportable && exports.Count == 0),
            permissions is null ? null : new PlanPermissions(permissions.Contains(Permission.ReadMocks))),
        new Dictionary<string, Relationship>
        {
            ["state-versions"] = Relationship.ToMany("state-versions", []),
            ["exports"] = Relationship.ToMany(PlanExportDocument.Type, exports.Select(export => export.Value)),
        },
        new Dictionary<string, string> { ["self"] = $"/api/v2/plans/{plan.Id}", ["json-output"] = $"/api/v2/plans/{plan.Id}/json-output" });

    public Resource Of(Apply apply, IReadOnlyList<string> stateVersions, HttpRequest request) => new(
        apply.Id.Value,
        "applies",
        new ApplyAttributes(
            apply.Status, LogUrl(apply, request), apply.Additions, apply.Changes, apply.Destructions, apply.Imports,
            new ExecutionDetails("remote"), Times(apply), apply.Steps, apply.Hosts),
        new Dictionary<string, Relationship> { ["state-versions"] = Relationship.ToMany("state-versions", stateVersions) },
        new Dictionary<string, string> { ["self"] = $"/api/v2/applies/{apply.Id}" });

    private string LogUrl(Phase phase, HttpRequest request)
    {
        var stream = request.Headers[IntegrationHeader] == "cloud" ? LogStream.Events : LogStream.Text;
        return urls.Make(ReadLog.Purpose, ReadLog.Subject(phase.Key, stream), ReadLog.Lifetime).AbsoluteUri;
    }

    private static Dictionary<string, DateTimeOffset> Times(Phase phase)
    {
        var times = new Dictionary<string, DateTimeOffset>();
        Add("queued-at", phase.QueuedAt);
        Add("started-at", phase.StartedAt);
        Add(phase.Status switch { PhaseStatus.Errored => "errored-at", PhaseStatus.Canceled => "canceled-at", _ => "finished-at" }, phase.EndedAt);
        return times;

        void Add(string name, DateTimeOffset? at)
        {
            if (at is { } value)
            {
                times[name] = value;
            }
        }
    }
}

/// <summary>The attributes of a plan.</summary>
[ResourceType("plans")]
internal sealed record PlanAttributes(
    PhaseStatus Status, bool HasChanges, string LogReadUrl, int ResourceAdditions, int ResourceChanges, int ResourceDestructions, int ResourceImports,
    bool GeneratedConfiguration, ExecutionDetails ExecutionDetails, bool StructuredRunOutputEnabled, IReadOnlyDictionary<string, DateTimeOffset> StatusTimestamps,
    IReadOnlyList<PhaseStep> Steps, IReadOnlyList<ContactedHost> Hosts, PlanActions Actions,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PlanPermissions? Permissions);

/// <summary>What may be done to a plan.</summary>
internal sealed record PlanActions(bool IsExportable);

/// <summary>What the caller may do to a plan.</summary>
internal sealed record PlanPermissions(bool CanExport);

/// <summary>The attributes of an apply.</summary>
[ResourceType("applies")]
internal sealed record ApplyAttributes(
    PhaseStatus Status, string LogReadUrl, int ResourceAdditions, int ResourceChanges, int ResourceDestructions, int ResourceImports,
    ExecutionDetails ExecutionDetails, IReadOnlyDictionary<string, DateTimeOffset> StatusTimestamps, IReadOnlyList<PhaseStep> Steps,
    IReadOnlyList<ContactedHost> Hosts);

/// <summary>Where the phase runs.</summary>
internal sealed record ExecutionDetails(string Mode);
