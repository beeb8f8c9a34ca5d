using Microsoft.AspNetCore.Http;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces.Inclusions;

namespace Platform.Workspaces;

/// <summary>Reads one workspace, for showing it. One statement, besides what the authorizer must read.</summary>
public sealed class GetWorkspace(PlatformDbContext db, Authorizer access)
{
    public async Task<Result<WorkspaceDetails>> ByIdAsync(WorkspaceId id, CancellationToken cancellationToken) =>
        await SeenAsync(await WorkspaceRow.ByIdAsync(db, id, cancellationToken), id.Value, cancellationToken);

    /// <summary>Reads it in the organization of that name, <c>org-…</c> or <c>env-…</c>.</summary>
    public async Task<Result<WorkspaceDetails>> ByNameAsync(string organizationNameOrId, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        return await SeenAsync(await WorkspaceRow.ByNameAsync(db, organizationNameOrId, name, cancellationToken), name, cancellationToken);
    }

    internal static async Task<IResult> HandleByIdAsync(
        WorkspaceId id, IncludeRequest include, GetWorkspace get, WorkspaceInclusions inclusions, CancellationToken cancellationToken) =>
        await AnswerAsync(await get.ByIdAsync(id, cancellationToken), include, inclusions, cancellationToken);

    internal static async Task<IResult> HandleByNameAsync(
        string organization, string name, IncludeRequest include, GetWorkspace get, WorkspaceInclusions inclusions, CancellationToken cancellationToken) =>
        await AnswerAsync(await get.ByNameAsync(organization, name, cancellationToken), include, inclusions, cancellationToken);

    private static async Task<IResult> AnswerAsync(
        Result<WorkspaceDetails> result, IncludeRequest include, WorkspaceInclusions inclusions, CancellationToken cancellationToken)
    {
        if (!result.TryGet(out var details, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        return (await inclusions.LoadAsync(include, [details], cancellationToken))
            .ToHttp(included => JsonApiResults.Ok(WorkspaceDocument.Of(details, included), included.Resources));
    }

    private async Task<Result<WorkspaceDetails>> SeenAsync(WorkspaceRow? row, string named, CancellationToken cancellationToken)
    {
        if (row is not null)
        {
            var permissions = await access.PermissionsAsync(row.Workspace, cancellationToken);
            if (permissions.Contains(Permission.ReadWorkspace))
            {
                return row.For(permissions);
            }
        }

        // A client that is told of no such workspace makes one, which a run may not; what it then says names another reason.
        return access.Caller.Kind == CallerKind.Run
            ? Refusal.Forbidden(
                $"There is no workspace {named}, or it does not share its state with the workspace of this run: its settings can share it with the organization, with its project, or with workspaces by name.")
            : Refusal.NotFound($"workspace {named}");
    }
}
