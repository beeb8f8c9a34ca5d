using Microsoft.AspNetCore.Http;
using Platform.Access;
using Platform.Blobs;
using Platform.Contracts.Agents;
using Platform.Contracts.Runs;
using Platform.JsonApi;
using Platform.Results;

namespace Platform.Runs;

/// <summary>Reads a plan as JSON. The agent makes the documents after it has reported, so the first reader may have to wait for them.</summary>
internal sealed class ReadPlanDocument(IEncryptedBlobs blobs, TimeProvider clock)
{
    // The client fails a plan whose document it cannot read (protocol.md §12.1), and asks for it as soon as the run is planned.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    // A plan that ended longer ago has its documents, or never will.
    private static readonly TimeSpan DocumentsFollowWithin = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether the documents of a plan may still come.</summary>
    public static bool MayFollow(Plan plan, DateTimeOffset now) => plan is { Status: PhaseStatus.Finished, EndedAt: { } ended } && now - ended < DocumentsFollowWithin;

    public async Task<IResult> ExecuteAsync(Result<RunDetails> found, JobArtifact artifact, Permission permission, CancellationToken cancellationToken)
    {
        if (!found.TryGet(out var details, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        if (!details.Permissions.Contains(permission))
        {
            return JsonApiResults.Refused(Refusal.NotFound($"output of plan {details.Plan.Id}"));
        }

        var content = details.Plan.ArtifactsJobId is { } job ? await WaitAsync(details, BlobName.Artifact(job, artifact), cancellationToken) : null;
        return (content, details.Plan.Status) switch
        {
            (not null, _) => TypedResults.Stream(content, "application/json"),
            (null, PhaseStatus.Pending or PhaseStatus.Queued or PhaseStatus.Running) => TypedResults.NoContent(),
            _ => JsonApiResults.Refused(Refusal.NotFound($"output of plan {details.Plan.Id}")),
        };
    }

    private async Task<Stream?> WaitAsync(RunDetails details, BlobName name, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            var content = await blobs.OpenReadAsync(details.Run.OrganizationId, name, cancellationToken);
            if (content is not null || !MayFollow(details.Plan, clock.GetUtcNow()) || clock.GetElapsedTime(began) > LongestWait)
            {
                return content;
            }

            await Task.Delay(AskAgainAfter, clock, cancellationToken);
        }
    }
}
