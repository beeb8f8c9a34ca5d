using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.StateVersions;

namespace Platform.Runs;

/// <summary>Shows the runs that wrote state versions beside them, to who may read runs.</summary>
internal sealed class StateRunInclusion(PlatformDbContext db, Authorizer access, TimeProvider clock) : IStateVersionInclusion
{
    public string Name => "run";

    public async Task<IReadOnlyList<Resource>> LoadAsync(IReadOnlyList<StateVersion> versions, CancellationToken cancellationToken)
    {
        var ids = versions.Select(version => version.RunId).OfType<RunId>().Distinct().ToArray();
        var rows = await db.Runs.AsNoTracking().Where(r => ids.Contains(r.Id))
            .Join(db.Workspaces.AsNoTracking(), r => r.WorkspaceId, w => w.Id, (run, workspace) => new { run, workspace }).ToListAsync(cancellationToken);
        var resources = new List<Resource>(rows.Count);
        foreach (var row in rows)
        {
            var permissions = await access.PermissionsAsync(row.workspace, cancellationToken);
            if (permissions.Contains(Permission.ReadRuns))
            {
                resources.Add(RunDocument.Of(row.run, RunActions.Of(row.run, clock.GetUtcNow()), RunPermissions.Of(permissions), positionInQueue: 0));
            }
        }

        return resources;
    }
}
