using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.StateVersions;

/// <summary>Some of a workspace's state versions, newest first, and how many there are in all.</summary>
public sealed record StateVersionPage(IReadOnlyList<StateVersion> Versions, int TotalCount);

/// <summary>Lists a workspace's states, newest first.</summary>
public sealed class ListStateVersions(PlatformDbContext db, FindStateVersion find)
{
    public async Task<Result<StateVersionPage>> ExecuteAsync(
        WorkspaceId workspace, StateVersionStatus status, int skip, int take, CancellationToken cancellationToken)
    {
        if ((await find.WorkspaceAsync(workspace, Permission.ReadState, cancellationToken)).Refusal is { } refusal)
        {
            return refusal;
        }

        var all = db.StateVersions.AsNoTracking().Where(s => s.WorkspaceId == workspace && s.Status == status);
        var total = await all.CountAsync(cancellationToken);
        var versions = await all.OrderByDescending(s => s.CreatedAt).ThenByDescending(s => s.Serial).Skip(skip).Take(take).ToListAsync(cancellationToken);
        return new StateVersionPage(versions, total);
    }

    [ReadsQuery("filter[organization][name]", "The organization of the workspace.")]
    [ReadsQuery("filter[workspace][name]", "The workspace.")]
    [ReadsQuery("filter[status]", "finalized (unless told), pending, discarded, parked, backing_data_soft_deleted or backing_data_permanently_deleted.")]
    internal static async Task<IResult> HandleAsync(
        HttpRequest http,
        PageRequest page,
        IncludeRequest include,
        FindWorkspace workspaces,
        ListStateVersions list,
        StateVersionDocuments documents,
        StateVersionInclusions inclusions,
        CancellationToken cancellationToken)
    {
        if (SearchText.Of(http.Query["filter[organization][name]"]) is not { } organization || SearchText.Of(http.Query["filter[workspace][name]"]) is not { } workspace)
        {
            return JsonApiResults.Refused(Refusal.Malformed("Say whose states to list: filter[organization][name] and filter[workspace][name] are both needed."));
        }

        if (!(await workspaces.ByNameAsync(organization, workspace, cancellationToken)).TryGet(out var found, out var refusal)
            || !ReadStatus(http.Query["filter[status]"]).TryGet(out var status, out refusal)
            || !(await list.ExecuteAsync(found.Id, status, page.Skip, page.Size, cancellationToken)).TryGet(out var versions, out refusal)
            || !(await inclusions.LoadAsync(include, versions.Versions, cancellationToken)).TryGet(out var included, out refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        return JsonApiResults.Page(await documents.OfAsync(versions.Versions, cancellationToken), page, versions.TotalCount, included.Resources);
    }

    private static Result<StateVersionStatus> ReadStatus(string? sent) => sent?.ToLowerInvariant() switch
    {
        null or "" or "finalized" => StateVersionStatus.Finalized,
        "pending" => StateVersionStatus.Pending,
        "discarded" => StateVersionStatus.Discarded,
        "parked" => StateVersionStatus.Parked,
        "backing_data_soft_deleted" => StateVersionStatus.BackingDataSoftDeleted,
        "backing_data_permanently_deleted" => StateVersionStatus.BackingDataPermanentlyDeleted,
        var other => Refusal.Malformed(
            $"There is no status {other}; a state version is pending, finalized, discarded, parked, backing_data_soft_deleted or backing_data_permanently_deleted."),
    };
}
