using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Persistence;
using Platform.Runs.Exports.Mocks;
using Platform.Variables.Sets;
using Platform.Workspaces;

namespace Platform.Runs.Exports;

/// <summary>Reads what the mocks say of a run and of where it belongs.</summary>
internal sealed class RunFacts(PlatformDbContext db, EffectiveVariables variables)
{
    public async Task<RunMock> LoadAsync(RunId id, CancellationToken cancellationToken)
    {
        var run = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == id, cancellationToken);
        var row = await WorkspaceRow.Of(db, db.Workspaces.Where(w => w.Id == run.WorkspaceId)).SingleAsync(cancellationToken);
        var workspace = row.Workspace;
        var project = await db.Projects.AsNoTracking().SingleAsync(p => p.Id == workspace.ProjectId, cancellationToken);
        var author = await db.Users.Where(u => u.Id == run.CreatedByUserId).Select(u => u.UserName).SingleOrDefaultAsync(cancellationToken);
        var inherited = await db.ProjectTags.AsNoTracking().Where(t => t.ProjectId == project.Id).ToListAsync(cancellationToken);
        var own = row.Tags.Select(t => (t.Key, t.Value, IsInherited: false)).ToList();
        var others = inherited.Where(t => own.TrueForAll(tag => tag.Key != t.Key)).Select(t => (t.Key, t.Value, IsInherited: true));
        var mode = workspace.OverwritesExecutionMode ? workspace.ExecutionMode : row.DefaultMode;
        return new RunMock(
            run,
            author,
            row.OrganizationName,
            project.Id,
            project.Name,
            new WorkspaceMock(
                workspace.Id, workspace.Name, workspace.CreatedAt, workspace.Description, JsonNamingPolicy.SnakeCaseLower.ConvertName(mode.ToString()),
                workspace.AutoApply, workspace.WorkingDirectory, [.. own.Concat(others).OrderBy(tag => tag.Key, StringComparer.Ordinal)]));
    }

    /// <summary>The sensitive variables of the run's workspace as they are now, with their values: to be kept out of what is shown.</summary>
    public async Task<IReadOnlyList<JobVariable>> SensitiveVariablesAsync(RunId id, CancellationToken cancellationToken)
    {
        var workspace = await db.Workspaces.AsNoTracking().SingleAsync(w => db.Runs.Any(r => r.Id == id && r.WorkspaceId == w.Id), cancellationToken);
        return [.. (await variables.ForRunAsync(workspace, [], cancellationToken)).Where(variable => variable.IsSensitive)];
    }
}
