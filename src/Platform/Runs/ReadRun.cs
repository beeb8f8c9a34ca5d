using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Blobs;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.Runs;

/// <summary>Reads of one run and of its plan and apply.</summary>
internal static class ReadRun
{
    public static async Task<IResult> HandleAsync(
        RunId id, string? include, HttpRequest request, FindRun find, GetWorkspace workspaces, PhaseDocument phases, CancellationToken cancellationToken)
    {
        if (!(await find.ExecuteAsync(id, cancellationToken)).TryGet(out var details, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var wanted = Includes(include);
        var included = new List<Resource>();
        if (wanted.Contains("plan"))
        {
            included.Add(phases.Of(details.Plan, request));
        }

        if (wanted.Contains("apply"))
        {
            included.Add(phases.Of(details.Apply, [], request));
        }

        if (wanted.Contains("workspace") && (await workspaces.ByIdAsync(details.Workspace.Id, cancellationToken)).TryGet(out var workspace, out _))
        {
            included.Add(WorkspaceDocument.Of(workspace));
        }

        return JsonApiResults.Ok(RunDocument.Of(details), included.Count == 0 ? null : included);
    }

    public static async Task<IResult> PlanAsync(PlanId id, HttpRequest request, PlatformDbContext db, FindRun find, PhaseDocument phases, CancellationToken cancellationToken) =>
        (await OfPlanAsync(id, db, find, cancellationToken)).ToHttp(details => JsonApiResults.Ok(phases.Of(details.Plan, request)));

    public static async Task<IResult> PlanOfRunAsync(RunId id, HttpRequest request, FindRun find, PhaseDocument phases, CancellationToken cancellationToken) =>
        (await find.ExecuteAsync(id, cancellationToken)).ToHttp(details => JsonApiResults.Ok(phases.Of(details.Plan, request)));

    public static async Task<IResult> ApplyAsync(ApplyId id, HttpRequest request, PlatformDbContext db, FindRun find, PhaseDocument phases, CancellationToken cancellationToken)
    {
        var run = await db.Runs.Where(r => db.Applies.Any(a => a.Id == id && a.RunId == r.Id)).Select(r => (RunId?)r.Id).SingleOrDefaultAsync(cancellationToken);
        return run is { } found ? await ApplyOfRunAsync(found, request, db, find, phases, cancellationToken) : JsonApiResults.Refused(Refusal.NotFound($"apply {id}"));
    }

    public static async Task<IResult> ApplyOfRunAsync(RunId id, HttpRequest request, PlatformDbContext db, FindRun find, PhaseDocument phases, CancellationToken cancellationToken)
    {
        if (!(await find.ExecuteAsync(id, cancellationToken)).TryGet(out var details, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var states = await db.StateVersions.Where(s => s.RunId == id).OrderBy(s => s.CreatedAt).Select(s => s.Id).ToListAsync(cancellationToken);
        return JsonApiResults.Ok(phases.Of(details.Apply, [.. states.Select(s => s.Value)], request));
    }

    /// <summary>The plan as JSON with its secrets: for who may read the state itself.</summary>
    public static async Task<IResult> JsonPlanAsync(PlanId id, PlatformDbContext db, FindRun find, IEncryptedBlobs blobs, CancellationToken cancellationToken) =>
        await ArtifactAsync(await OfPlanAsync(id, db, find, cancellationToken), JobArtifact.JsonPlan, Permission.ReadState, blobs, cancellationToken);

    public static async Task<IResult> JsonPlanOfRunAsync(RunId id, FindRun find, IEncryptedBlobs blobs, CancellationToken cancellationToken) =>
        await ArtifactAsync(await find.ExecuteAsync(id, cancellationToken), JobArtifact.JsonPlan, Permission.ReadState, blobs, cancellationToken);

    /// <summary>The document that <c>cloud {}</c> draws a plan from (protocol.md §6.5).</summary>
    public static async Task<IResult> RedactedPlanAsync(PlanId id, PlatformDbContext db, FindRun find, IEncryptedBlobs blobs, CancellationToken cancellationToken) =>
        await ArtifactAsync(await OfPlanAsync(id, db, find, cancellationToken), JobArtifact.RedactedJsonPlan, Permission.ReadRuns, blobs, cancellationToken);

    private static async Task<Result<RunDetails>> OfPlanAsync(PlanId id, PlatformDbContext db, FindRun find, CancellationToken cancellationToken)
    {
        var run = await db.Runs.Where(r => r.PlanId == id).Select(r => (RunId?)r.Id).SingleOrDefaultAsync(cancellationToken);
        if (run is not { } found)
        {
            return Refusal.NotFound($"plan {id}");
        }

        var details = await find.ExecuteAsync(found, cancellationToken);
        return details.Refusal is null ? details : Refusal.NotFound($"plan {id}");
    }

    private static async Task<IResult> ArtifactAsync(
        Result<RunDetails> found, JobArtifact artifact, Permission permission, IEncryptedBlobs blobs, CancellationToken cancellationToken)
    {
        if (!found.TryGet(out var details, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        if (!details.Permissions.Contains(permission))
        {
            return JsonApiResults.Refused(Refusal.NotFound($"output of plan {details.Plan.Id}"));
        }

        var content = details.Plan.ArtifactsJobId is { } job
            ? await blobs.OpenReadAsync(details.Run.OrganizationId, BlobName.Artifact(job, artifact), cancellationToken)
            : null;
        return (content, details.Plan.Status) switch
        {
            (not null, _) => TypedResults.Stream(content, "application/json"),
            (null, PhaseStatus.Pending or PhaseStatus.Queued or PhaseStatus.Running) => TypedResults.NoContent(),
            _ => JsonApiResults.Refused(Refusal.NotFound($"output of plan {details.Plan.Id}")),
        };
    }

    /// <summary>Clients write <c>task_stages</c> and <c>task-stages</c>, in any order (protocol.md §3.4).</summary>
    private static HashSet<string> Includes(string? include) =>
        [.. (include ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => name.Replace('_', '-'))];
}
