using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;
using Platform.Runs.Exports;
using Platform.Runs.Queue;

namespace Platform.Runs;

/// <summary>Reads of one run and of its plan and apply.</summary>
internal static class ReadRun
{
    public static async Task<IResult> HandleAsync(
        RunId id, IncludeRequest include, HttpRequest request, FindRun find, ExplainWait waiting, RunInclusions inclusions, CancellationToken cancellationToken)
    {
        var refusal = RunInclusions.Check(include);
        if (refusal is not null || !(await find.ExecuteAsync(id, cancellationToken)).TryGet(out var details, out refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var beside = await inclusions.LoadAsync(include, [details.Run], request, cancellationToken);
        return JsonApiResults.Ok(
            RunDocument.Of(details, await waiting.ExecuteAsync(details.Run, cancellationToken), beside.CommentsOf(id)),
            beside.Resources is { Count: > 0 } resources ? resources : null);
    }

    public static async Task<IResult> PlanAsync(PlanId id, HttpRequest request, FindRun find, LiveExports exports, PhaseDocument phases, CancellationToken cancellationToken) =>
        await DocumentAsync(await find.OfPlanAsync(id, cancellationToken), request, exports, phases, cancellationToken);

    public static async Task<IResult> PlanOfRunAsync(RunId id, HttpRequest request, FindRun find, LiveExports exports, PhaseDocument phases, CancellationToken cancellationToken) =>
        await DocumentAsync(await find.ExecuteAsync(id, cancellationToken), request, exports, phases, cancellationToken);

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
    [Answers(200, MediaType = "application/json")]
    [Answers(204)]
    public static async Task<IResult> JsonPlanAsync(PlanId id, FindRun find, ReadPlanDocument read, CancellationToken cancellationToken) =>
        await read.ExecuteAsync(await find.OfPlanAsync(id, cancellationToken), JobArtifact.JsonPlan, Permission.ReadState, cancellationToken);

    [Answers(200, MediaType = "application/json")]
    [Answers(204)]
    public static async Task<IResult> JsonPlanOfRunAsync(RunId id, FindRun find, ReadPlanDocument read, CancellationToken cancellationToken) =>
        await read.ExecuteAsync(await find.ExecuteAsync(id, cancellationToken), JobArtifact.JsonPlan, Permission.ReadState, cancellationToken);

    /// <summary>The document that <c>cloud {}</c> draws a plan from (protocol.md §6.5).</summary>
    [Answers(200, MediaType = "application/json")]
    [Answers(204)]
    public static async Task<IResult> RedactedPlanAsync(PlanId id, FindRun find, ReadPlanDocument read, CancellationToken cancellationToken) =>
        await read.ExecuteAsync(await find.OfPlanAsync(id, cancellationToken), JobArtifact.RedactedJsonPlan, Permission.ReadRuns, cancellationToken);

    private static async Task<IResult> DocumentAsync(
        Result<RunDetails> found, HttpRequest request, LiveExports exports, PhaseDocument phases, CancellationToken cancellationToken)
    {
        if (!found.TryGet(out var details, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var live = await exports.OfAsync([details.Plan.Id], cancellationToken);
        return JsonApiResults.Ok(phases.Of(details.Plan, [.. live[details.Plan.Id]], request, details.Permissions));
    }
}
