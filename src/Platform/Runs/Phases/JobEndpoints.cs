using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Agents;
using Platform.Blobs;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Runs.Logs;
using Platform.StateVersions;

namespace Platform.Runs.Phases;

/// <summary>The agent API (<see cref="AgentRoutes"/>): what the agent of a running job may read and write, and nothing else.</summary>
public static class JobEndpoints
{
    private const int LongestLogPost = 1024 * 1024;
    private const int LargestRehearsal = 64 * 1024;

    // A plan file holds the state, and little more than it.
    private const long LargestArtifact = 2 * StateUploads.MaxBytes;

    extension(IEndpointRouteBuilder root)
    {
        public void MapJobs()
        {
            root.MapMethods(AgentRoutes.Warm, [HttpMethods.Get, HttpMethods.Post, HttpMethods.Put], WarmAsync);
            var job = root.MapGroup($"{AgentRoutes.Prefix}/jobs/{{id:job}}");
            job.MapGet("/configuration", GetConfigurationAsync);
            job.MapGet("/state", GetStateAsync);
            job.MapPut("/state", PutStateAsync);
            job.MapGet("/artifacts/{artifact}", GetArtifactAsync);
            job.MapPut("/artifacts/{artifact}", PutArtifactAsync);
            job.MapPost("/logs/{stream}", PostLogAsync);
            job.MapPost("/heartbeat", Heartbeat.HandleAsync);
            job.MapPost("/steps", PostStepsAsync);
            job.MapPost("/report", PostReportAsync);
        }
    }

    /// <summary>Takes what a rehearsing agent sends and gives it a little to read; nothing comes of it.</summary>
    private static async Task<IResult> WarmAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestRehearsal;
        }

        await context.Request.Body.CopyToAsync(Stream.Null, cancellationToken);
        return TypedResults.Bytes("warm"u8.ToArray(), "text/plain");
    }

    private static async Task<IResult> GetConfigurationAsync(
        JobId id, HttpContext context, JobGate gate, PlatformDbContext db, IEncryptedBlobs blobs, CancellationToken cancellationToken)
    {
        if (!(await gate.OpenAsync(context, id, cancellationToken)).TryGet(out var job, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var configuration = await db.Runs.Where(r => r.Id == job.RunId).Select(r => r.ConfigurationVersionId).SingleAsync(cancellationToken);
        return StreamOrNothing(await blobs.OpenReadAsync(job.OrganizationId, BlobName.Configuration(configuration), cancellationToken));
    }

    private static async Task<IResult> GetStateAsync(
        JobId id, HttpContext context, JobGate gate, PlatformDbContext db, IEncryptedBlobs blobs, CancellationToken cancellationToken)
    {
        if (!(await gate.OpenAsync(context, id, cancellationToken)).TryGet(out var job, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var current = await db.Workspaces.Where(w => w.Id == job.WorkspaceId).Select(w => w.CurrentStateVersionId).SingleAsync(cancellationToken);
        return StreamOrNothing(current is { } version ? await blobs.OpenReadAsync(job.OrganizationId, BlobName.State(version), cancellationToken) : null);
    }

    private static async Task<IResult> PutStateAsync(
        JobId id, bool final, HttpContext context, JobGate gate, IEncryptedBlobs blobs, CreateStateVersion states, CancellationToken cancellationToken)
    {
        if (!(await gate.OpenAsync(context, id, cancellationToken)).TryGet(out var job, out var refusal))
        {
            return final && (await gate.OpenForLateStateAsync(context, id, cancellationToken)).TryGet(out var lost, out _)
                ? await ParkStateAsync(lost, context, states, cancellationToken)
                : JsonApiResults.Refused(refusal);
        }

        RaiseBodyLimit(context, StateUploads.MaxBytes);
        if (!final)
        {
            await blobs.PutAsync(job.OrganizationId, BlobName.StateSnapshot(job.Id), context.Request.Body, cancellationToken);
            return TypedResults.NoContent();
        }

        var from = new RunState(job.WorkspaceId, job.RunId, job.Id, job.Fence, IsSnapshot: false);
        var stored = await states.FromRunAsync(from, context.Request.Body, cancellationToken);
        if (stored.Refusal is null)
        {
            await blobs.DeleteAsync(job.OrganizationId, BlobName.StateSnapshot(job.Id), cancellationToken);
        }

        return stored.ToHttp(_ => TypedResults.NoContent());
    }

    private static async Task<IResult> ParkStateAsync(Job lost, HttpContext context, CreateStateVersion states, CancellationToken cancellationToken)
    {
        RaiseBodyLimit(context, StateUploads.MaxBytes);
        var from = new RunState(lost.WorkspaceId, lost.RunId, lost.Id, lost.Fence, IsSnapshot: false);
        return (await states.ParkAsync(from, context.Request.Body, cancellationToken)).ToHttp(_ => TypedResults.NoContent());
    }

    private static async Task<IResult> GetArtifactAsync(
        JobId id, JobArtifact artifact, HttpContext context, JobGate gate, PlatformDbContext db, IEncryptedBlobs blobs, CancellationToken cancellationToken)
    {
        if (!(await gate.OpenAsync(context, id, cancellationToken)).TryGet(out var job, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var maker = await db.Plans.Where(p => p.RunId == job.RunId).Select(p => p.ArtifactsJobId).SingleAsync(cancellationToken);
        return StreamOrNothing(maker is { } from ? await blobs.OpenReadAsync(job.OrganizationId, BlobName.Artifact(from, artifact), cancellationToken) : null);
    }

    private static async Task<IResult> PutArtifactAsync(
        JobId id, JobArtifact artifact, HttpContext context, JobGate gate, IEncryptedBlobs blobs, CancellationToken cancellationToken)
    {
        var opened = artifact is JobArtifact.JsonPlan or JobArtifact.RedactedJsonPlan
            ? await gate.OpenForDocumentsAsync(context, id, cancellationToken)
            : await gate.OpenAsync(context, id, cancellationToken);
        if (!opened.TryGet(out var job, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        RaiseBodyLimit(context, LargestArtifact);
        await blobs.PutAsync(job.OrganizationId, BlobName.Artifact(job.Id, artifact), context.Request.Body, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> PostLogAsync(
        JobId id, LogStream stream, long offset, HttpContext context, JobGate gate, PlatformDbContext db, AppendLog append, CancellationToken cancellationToken)
    {
        if (!(await gate.OpenAsync(context, id, cancellationToken)).TryGet(out var job, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, cancellationToken);
        if (body.Length > LongestLogPost)
        {
            return TypedResults.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        var phase = await db.Runs.Where(r => r.Id == job.RunId).Select(r => new { r.PlanId, r.ApplyId }).SingleAsync(cancellationToken);
        var key = job.Phase == PhaseKind.Plan ? phase.PlanId.Value : phase.ApplyId.Value;
        var appended = await append.ExecuteAsync(job.OrganizationId, key, stream, offset, body.GetBuffer().AsMemory(0, (int)body.Length), cancellationToken);
        return appended.Refusal is { } gap
            ? TypedResults.Text(gap.Message, statusCode: StatusCodes.Status409Conflict)
            : TypedResults.Text(appended.Value.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<IResult> PostStepsAsync(
        JobId id, HttpContext context, JobGate gate, PlatformDbContext db, CancellationToken cancellationToken)
    {
        if (!(await gate.OpenAsync(context, id, cancellationToken)).TryGet(out var job, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var steps = await JsonSerializer.DeserializeAsync<IReadOnlyList<StepStarted>>(context.Request.Body, AgentJson.Options, cancellationToken);
        if (steps is null)
        {
            return TypedResults.BadRequest();
        }

        return (await db.InTransactionAsync<Results.Done>(
            async token =>
            {
                Phase phase = job.Phase == PhaseKind.Plan
                    ? await db.Plans.SingleAsync(p => p.RunId == job.RunId, token)
                    : await db.Applies.SingleAsync(a => a.RunId == job.RunId, token);
                phase.Begin(steps);
                return Results.Done.Value;
            },
            cancellationToken)).ToHttp(_ => TypedResults.NoContent());
    }

    private static async Task<IResult> PostReportAsync(JobId id, HttpContext context, JobGate gate, FinishPhase finish, CancellationToken cancellationToken)
    {
        if (!(await gate.OpenAsync(context, id, cancellationToken)).TryGet(out var job, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var report = await JsonSerializer.DeserializeAsync<JobReport>(context.Request.Body, AgentJson.Options, cancellationToken);
        return report is null
            ? TypedResults.BadRequest()
            : (await finish.ExecuteAsync(job.Id, job.Fence, report, cancellationToken)).ToHttp(_ => TypedResults.NoContent());
    }

    private static IResult StreamOrNothing(Stream? content) =>
        content is null ? TypedResults.NoContent() : TypedResults.Stream(content, "application/octet-stream");

    /// <summary>A plan file or a state may be larger than what an ordinary request may carry, and not without end: a configuration decides what is in them.</summary>
    private static void RaiseBodyLimit(HttpContext context, long bytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = bytes;
        }
    }
}
