using Microsoft.AspNetCore.Http;
using Platform.Events;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.StateVersions.HttpBackend;

/// <summary>Leaves the workspace without a current state, as clients of the <c>http</c> backend may ask; its earlier versions stay, and one can be made current again.</summary>
internal sealed class DeleteHttpState(
    PlatformDbContext db, FindWorkspace workspaces, WriteHttpState write, IEnumerable<IStateReplaced> listeners, IEventStream events, TimeProvider clock)
{
    public static async Task<IResult> HandleAsync(
        string organization, string workspace, HttpRequest http, DeleteHttpState delete, CancellationToken cancellationToken) =>
        (await delete.ExecuteAsync(organization, workspace, SearchText.Of(http.Query["ID"]), cancellationToken)).ToHttp(_ => TypedResults.Ok());

    private Task<Result<Done>> ExecuteAsync(string organization, string name, string? lockId, CancellationToken cancellationToken) =>
        db.InTransactionAsync<Done>(
            async inner =>
            {
                if (!(await workspaces.ByNameAsync(organization, name, inner)).TryGet(out var workspace, out var refusal))
                {
                    return refusal;
                }

                if (await write.RefuseAsync(workspace, lockId, inner) is { } refused)
                {
                    return refused;
                }

                workspace.CurrentStateVersionId = null;
                workspace.ResourceCount = 0;
                workspace.UpdatedAt = clock.GetUtcNow();
                foreach (var listener in listeners)
                {
                    await listener.ReplacedAsync(workspace, inner);
                }

                db.AfterCommit(token => events.PublishAsync(EventTopics.Workspace(workspace.Id), token));
                return Done.Value;
            },
            cancellationToken);
}
