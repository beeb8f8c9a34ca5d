using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Persistence;
using Platform.Results;
using Platform.StateVersions;
using Platform.Workspaces;

namespace Platform.Web.StateVersions;

/// <summary>One line of a workspace's list of states.</summary>
public sealed record StateRow
{
    public required StateVersionId Id { get; init; }
    public required long Serial { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required long? Size { get; init; }
    public RunId? Run { get; init; }
    public string? Author { get; init; }
    public required bool IsCurrent { get; init; }

    /// <summary>It came from an agent that had been given up.</summary>
    public required bool IsParked { get; init; }
}

/// <summary>The newest states of a workspace, and what the reader may do with them.</summary>
/// <param name="Rows">Newest first; none for who may not read states.</param>
/// <param name="All">How many there are.</param>
/// <param name="MayRead">The reader may read states.</param>
/// <param name="MayAdopt">The reader may make one of them current.</param>
public sealed record StateRows(IReadOnlyList<StateRow> Rows, int All, bool MayRead, bool MayAdopt);

/// <summary>Reads the newest states of a workspace.</summary>
public sealed class ReadStateRows(PlatformDbContext db, FindWorkspace find, Authorizer access)
{
    public async Task<Result<StateRows>> ExecuteAsync(WorkspaceId id, int limit, CancellationToken cancellationToken)
    {
        if (!(await find.ByIdAsync(id, cancellationToken)).TryGet(out var workspace, out var refusal))
        {
            return refusal;
        }

        var may = await access.PermissionsAsync(workspace, cancellationToken);
        if (!may.Contains(Permission.ReadState))
        {
            return new StateRows([], 0, MayRead: false, MayAdopt: false);
        }

        var all = db.StateVersions.AsNoTracking()
            .Where(s => s.WorkspaceId == id && (s.Status == StateVersionStatus.Finalized || s.Status == StateVersionStatus.Parked));
        var current = workspace.CurrentStateVersionId;
        var rows = await (
            from state in all
            join author in db.Users on state.CreatedByUserId equals author.Id into authors
            from author in authors.DefaultIfEmpty()
            orderby state.CreatedAt descending, state.Serial descending
            select new StateRow
            {
                Id = state.Id,
                Serial = state.Serial,
                CreatedAt = state.CreatedAt,
                Size = state.Size,
                Run = state.RunId,
                Author = author.UserName,
                IsCurrent = state.Id == current,
                IsParked = state.Status == StateVersionStatus.Parked,
            }).Take(limit).ToListAsync(cancellationToken);
        var mayAdopt = may.Contains(Permission.WriteState) && may.Contains(Permission.LockWorkspace);
        return new StateRows(rows, await all.CountAsync(cancellationToken), MayRead: true, mayAdopt);
    }
}
