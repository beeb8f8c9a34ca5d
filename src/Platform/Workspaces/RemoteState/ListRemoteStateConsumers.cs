using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Workspaces.RemoteState;

/// <summary>Lists the workspaces with which one shares its state by name, or all others where it shares it with all.</summary>
internal sealed class ListRemoteStateConsumers(PlatformDbContext db, Authorizer access, FindWorkspace find)
{
    public async Task<Result<WorkspacePage>> ExecuteAsync(WorkspaceId id, int skip, int take, CancellationToken cancellationToken)
    {
        if (!(await find.ByIdAsync(id, cancellationToken)).TryGet(out var workspace, out var refusal))
        {
            return refusal;
        }

        var visible = await access.VisibleWorkspacesAsync(workspace.OrganizationId, cancellationToken);
        var consumers = workspace.GlobalRemoteState
            ? visible.Where(w => w.Id != id)
            : visible.Where(w => db.RemoteStateConsumers.Any(c => c.WorkspaceId == id && c.ConsumerId == w.Id));
        var total = await consumers.CountAsync(cancellationToken);
        var rows = await WorkspaceRow.Of(db, consumers.OrderBy(w => w.NormalizedName).Skip(skip).Take(take)).ToListAsync(cancellationToken);
        var details = new List<WorkspaceDetails>(rows.Count);
        foreach (var row in rows)
        {
            details.Add(row.For(await access.PermissionsAsync(row.Workspace, cancellationToken)));
        }

        return new WorkspacePage(details, total);
    }

    [Answers(200, "workspaces", IsList = true)]
    public static async Task<IResult> HandleAsync(WorkspaceId id, PageRequest page, ListRemoteStateConsumers list, CancellationToken cancellationToken) =>
        (await list.ExecuteAsync(id, page.Skip, page.Size, cancellationToken))
            .ToHttp(found => JsonApiResults.Page([.. found.Workspaces.Select(details => WorkspaceDocument.Of(details))], page, found.TotalCount));
}
