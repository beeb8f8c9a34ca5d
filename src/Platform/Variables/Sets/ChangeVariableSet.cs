using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.Events;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Variables.Sets;

/// <summary>Changes a variable set or deletes it, and says to which workspaces and projects it applies.</summary>
internal sealed class ChangeVariableSet(PlatformDbContext db, FindVariableSet find, VariableSetPlaces places, IEventStream events, TimeProvider clock)
{
    /// <summary>Changes it; the workspaces and projects of the request replace those that it applied to.</summary>
    public async Task<Result<VariableSet>> UpdateAsync(VariableSetId id, JsonApiRequest<VariableSetSettings> asked, CancellationToken cancellationToken)
    {
        try
        {
            return await ChangeAsync(id, (set, inner) => SetAsync(set, asked, inner), cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return CreateVariableSet.NameTaken;
        }
    }

    public static async Task<IResult> HandleUpdateAsync(
        VariableSetId id,
        JsonApiRequest<VariableSetSettings> body,
        IncludeRequest include,
        ChangeVariableSet change,
        DescribeVariableSets describe,
        VariableSetInclusions inclusions,
        CancellationToken cancellationToken)
    {
        if ((body.Refusal ?? VariableSetInclusions.Check(include)) is { } unreadable)
        {
            return JsonApiResults.Refused(unreadable);
        }

        return (await change.UpdateAsync(id, body, cancellationToken)).TryGet(out var set, out var refusal)
            ? await FindVariableSet.AnswerAsync(set, include, describe, inclusions, JsonApiResults.Ok, cancellationToken)
            : JsonApiResults.Refused(refusal);
    }

    public static Task<IResult> HandleDeleteAsync(VariableSetId id, ChangeVariableSet change, CancellationToken cancellationToken) =>
        change.AnswerAsync(id, change.DeleteAsync, cancellationToken);

    public static Task<IResult> HandleAddWorkspacesAsync(
        VariableSetId id, JsonApiListRequest<NoAttributes> body, ChangeVariableSet change, CancellationToken cancellationToken) =>
        change.AnswerAsync(id, body, (places, set, inner) => places.AddWorkspacesAsync(set, body.Items, replace: false, inner), cancellationToken);

    public static Task<IResult> HandleRemoveWorkspacesAsync(
        VariableSetId id, JsonApiListRequest<NoAttributes> body, ChangeVariableSet change, CancellationToken cancellationToken) =>
        change.AnswerAsync(id, body, async (places, set, inner) => { await places.RemoveWorkspacesAsync(set, body.Items, inner); return null; }, cancellationToken);

    public static Task<IResult> HandleAddProjectsAsync(
        VariableSetId id, JsonApiListRequest<NoAttributes> body, ChangeVariableSet change, CancellationToken cancellationToken) =>
        change.AnswerAsync(id, body, (places, set, inner) => places.AddProjectsAsync(set, body.Items, replace: false, inner), cancellationToken);

    public static Task<IResult> HandleRemoveProjectsAsync(
        VariableSetId id, JsonApiListRequest<NoAttributes> body, ChangeVariableSet change, CancellationToken cancellationToken) =>
        change.AnswerAsync(id, body, async (places, set, inner) => { await places.RemoveProjectsAsync(set, body.Items, inner); return null; }, cancellationToken);

    private async Task<IResult> AnswerAsync(
        VariableSetId id,
        JsonApiListRequest<NoAttributes> body,
        Func<VariableSetPlaces, VariableSet, CancellationToken, Task<Refusal?>> act,
        CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : await AnswerAsync(id, (set, inner) => act(places, set, inner), cancellationToken);

    private async Task<IResult> AnswerAsync(VariableSetId id, Func<VariableSet, CancellationToken, Task<Refusal?>> act, CancellationToken cancellationToken) =>
        (await ChangeAsync(id, act, cancellationToken)).ToHttp(_ => TypedResults.NoContent());

    private Task<Result<VariableSet>> ChangeAsync(VariableSetId id, Func<VariableSet, CancellationToken, Task<Refusal?>> act, CancellationToken cancellationToken) =>
        db.InTransactionAsync<VariableSet>(
            async inner =>
            {
                if (!(await find.WritableAsync(id, inner)).TryGet(out var set, out var refusal))
                {
                    return refusal;
                }

                // A change of the set's row makes two writers of its places wait for each other.
                set.UpdatedAt = clock.GetUtcNow();
                db.AfterCommit(token => events.PublishAsync(EventTopics.Organization(set.OrganizationId), token));
                return await act(set, inner) is { } refused ? refused : set;
            },
            cancellationToken);

    private async Task<Refusal?> SetAsync(VariableSet set, JsonApiRequest<VariableSetSettings> asked, CancellationToken cancellationToken)
    {
        if (asked.Attributes.ApplyTo(set) is { } invalid)
        {
            return invalid;
        }

        if (await CreateVariableSet.IsTakenAsync(db, set, cancellationToken))
        {
            return CreateVariableSet.NameTaken;
        }

        if (set.IsGlobal)
        {
            await places.RemoveAllAsync(set, cancellationToken);
        }

        var workspaces = asked.RelatedMany<NoAttributes>("workspaces");
        if (workspaces is not null && await places.AddWorkspacesAsync(set, workspaces, replace: true, cancellationToken) is { } noWorkspace)
        {
            return noWorkspace;
        }

        var projects = asked.RelatedMany<NoAttributes>("projects");
        return projects is null ? null : await places.AddProjectsAsync(set, projects, replace: true, cancellationToken);
    }

    private Task<Refusal?> DeleteAsync(VariableSet set, CancellationToken cancellationToken)
    {
        db.VariableSets.Remove(set);
        return Task.FromResult<Refusal?>(null);
    }
}
