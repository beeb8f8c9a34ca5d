using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.Web.Runs;

/// <summary>One line of a workspace's list of runs.</summary>
public sealed record RunRow
{
    public required RunId Id { get; init; }
    public required RunStatus Status { get; init; }
    public required bool HasChanges { get; init; }
    public required bool IsDestroy { get; init; }
    public required bool PlanOnly { get; init; }
    public required string Message { get; init; }
    public string? Author { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required PhaseStatus PlanStatus { get; init; }
    public required int Additions { get; init; }
    public required int Changes { get; init; }
    public required int Destructions { get; init; }
    public required int Imports { get; init; }
}

/// <summary>The newest runs of a workspace, and how many there are.</summary>
public sealed record RunRows(IReadOnlyList<RunRow> Rows, int All);

/// <summary>Reads the newest runs of a workspace for somebody who may see them.</summary>
public sealed class ReadRunRows(PlatformDbContext db, FindWorkspace find, Authorizer access)
{
    public async Task<Result<RunRows>> ExecuteAsync(WorkspaceId id, int limit, CancellationToken cancellationToken)
    {
        if (!(await find.ByIdAsync(id, cancellationToken)).TryGet(out var workspace, out var refusal))
        {
            return refusal;
        }

        if (!await access.CanAsync(Permission.ReadRuns, workspace, cancellationToken))
        {
            return Refusal.NotFound($"workspace {id}");
        }

        var rows = await (
            from run in db.Runs.AsNoTracking()
            where run.WorkspaceId == id
            join plan in db.Plans on run.PlanId equals plan.Id
            join author in db.Users on run.CreatedByUserId equals author.Id into authors
            from author in authors.DefaultIfEmpty()
            orderby run.CreatedAt descending
            select new RunRow
            {
                Id = run.Id,
                Status = run.Status,
                HasChanges = run.HasChanges,
                IsDestroy = run.IsDestroy,
                PlanOnly = run.PlanOnly,
                Message = run.Message,
                Author = author.UserName,
                CreatedAt = run.CreatedAt,
                PlanStatus = plan.Status,
                Additions = plan.Additions,
                Changes = plan.Changes,
                Destructions = plan.Destructions,
                Imports = plan.Imports,
            }).Take(limit).ToListAsync(cancellationToken);
        return new RunRows(rows, await db.Runs.CountAsync(r => r.WorkspaceId == id, cancellationToken));
    }
}
