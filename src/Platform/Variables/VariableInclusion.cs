using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Workspaces;
using Platform.Workspaces.Inclusions;

namespace Platform.Variables;

/// <summary>Shows a workspace's own variables beside it, to who may read them.</summary>
internal sealed class VariableInclusion(PlatformDbContext db, VariableValues values) : IWorkspaceListInclusion
{
    public string Name => "vars";

    public string Type => "vars";

    public async Task<ILookup<WorkspaceId, Resource>> LoadAsync(IReadOnlyList<WorkspaceDetails> workspaces, CancellationToken cancellationToken)
    {
        var ids = workspaces.Where(w => w.Permissions.Contains(Permission.ReadVariables)).Select(w => w.Workspace.Id).ToArray();
        var variables = await db.Variables.AsNoTracking().Where(v => ids.Contains(v.WorkspaceId)).OrderBy(v => v.Category).ThenBy(v => v.Key).ToListAsync(cancellationToken);
        var documents = new List<(WorkspaceId Workspace, Resource Document)>(variables.Count);
        foreach (var variable in variables)
        {
            documents.Add((variable.WorkspaceId, VariableDocument.Of(await ListVariables.DescribeAsync(variable, values, cancellationToken))));
        }

        return documents.ToLookup(pair => pair.Workspace, pair => pair.Document);
    }
}
