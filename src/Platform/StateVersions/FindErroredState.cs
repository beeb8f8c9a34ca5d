using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;

namespace Platform.StateVersions;

/// <summary>Gives out the state that an apply left and that did not become the workspace's current one: it came when its agent had been given up.</summary>
internal static class FindErroredState
{
    [Answers(200, MediaType = "application/json")]
    public static async Task<IResult> HandleAsync(ApplyId id, PlatformDbContext db, DownloadState download, CancellationToken cancellationToken)
    {
        var parked = await (
            from apply in db.Applies
            join version in db.StateVersions on apply.RunId equals version.RunId
            where apply.Id == id && version.Status == StateVersionStatus.Parked
            select version.Id).FirstOrDefaultAsync(cancellationToken);
        return parked.Value is not null
            ? await DownloadState.HandleAsync(parked, download, cancellationToken)
            : JsonApiResults.Refused(Refusal.NotFound($"state left over by apply {id}"));
    }
}
