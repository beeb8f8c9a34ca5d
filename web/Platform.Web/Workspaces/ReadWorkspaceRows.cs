using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Web.Workspaces;

/// <summary>One line of the list of workspaces.</summary>
public sealed record WorkspaceRow
{
    public required string Name { get; init; }
    public required string Description { get; init; }
    public required int Resources { get; init; }
    public required bool IsLocked { get; init; }
    public string? LockedBy { get; init; }
    public RunSummary? LastRun { get; init; }
}

/// <summary>A run as lists show it.</summary>
public sealed record RunSummary
{
    public required RunId Id { get; init; }
    public required RunStatus Status { get; init; }
    public required bool HasChanges { get; init; }
    public required string Message { get; init; }
    public string? Author { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A page of workspaces, and what it was cut from.</summary>
public sealed record WorkspaceRows(OrganizationId OrganizationId, string Organization, IReadOnlyList<WorkspaceRow> Rows, int Matching, int All);

/// <summary>The workspaces of an organization that the reader may see, with what happened last in each.</summary>
public sealed class ReadWorkspaceRows(PlatformDbContext db, Authorizer access, FindOrganization find)
{
    public async Task<Result<WorkspaceRows>> ExecuteAsync(string organization, string? search, int limit, CancellationToken cancellationToken)
    {
        if (!(await find.ExecuteAsync(organization, cancellationToken)).TryGet(out var found, out var refusal))
        {
            return refusal;
        }

        var all = (await access.VisibleWorkspacesAsync(found.Id, cancellationToken)).AsNoTracking();
        var wanted = search?.Trim().ToLowerInvariant() ?? "";
        var matching = wanted.Length == 0 ? all : all.Where(w => w.NormalizedName.Contains(wanted));
        var rows = await matching.OrderBy(w => w.NormalizedName).Take(limit)
            .Select(w => new WorkspaceRow
            {
                Name = w.Name,
                Description = w.Description,
                Resources = w.ResourceCount,
                IsLocked = w.LockedByUserId != null,
                LockedBy = db.Users.Where(u => u.Id == w.LockedByUserId).Select(u => u.UserName).FirstOrDefault(),
                LastRun = db.Runs.Where(r => r.Id == w.CurrentRunId).Select(r => new RunSummary
                {
                    Id = r.Id,
                    Status = r.Status,
                    HasChanges = r.HasChanges,
                    Message = r.Message,
                    Author = db.Users.Where(u => u.Id == r.CreatedByUserId).Select(u => u.UserName).FirstOrDefault(),
                    CreatedAt = r.CreatedAt,
                }).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        return new WorkspaceRows(
            found.Id, found.Name, rows, await matching.CountAsync(cancellationToken), wanted.Length == 0 ? rows.Count : await all.CountAsync(cancellationToken));
    }
}
