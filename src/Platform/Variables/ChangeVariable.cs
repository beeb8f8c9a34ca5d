using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Events;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.Variables;

/// <summary>Changes a variable or deletes it.</summary>
public sealed class ChangeVariable(PlatformDbContext db, Authorizer access, FindWorkspace find, VariableValues values, IEventStream events)
{
    /// <summary>Changes it.</summary>
    /// <param name="workspace">The workspace that the caller's address names; null where it names none.</param>
    /// <param name="id">The variable.</param>
    /// <param name="settings">What to set.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<VariableDetails>> UpdateAsync(
        WorkspaceId? workspace, VariableId id, VariableSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            var changed = await db.InTransactionAsync<Variable>(
                async inner =>
                {
                    if (!(await WritableAsync(workspace, id, inner)).TryGet(out var variable, out var refusal))
                    {
                        return refusal;
                    }

                    var beside = db.Variables.Where(v => v.WorkspaceId == variable.WorkspaceId);
                    return await values.ChangeAsync(variable, settings, beside, inner) is { } invalid ? invalid : variable;
                },
                cancellationToken);
            return changed.TryGet(out var done, out var refused) ? await ListVariables.DescribeToSetterAsync(done, values, cancellationToken) : refused;
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return CreateVariable.KeyTaken;
        }
    }

    /// <summary>Deletes it.</summary>
    public Task<Result<Done>> DeleteAsync(WorkspaceId? workspace, VariableId id, CancellationToken cancellationToken) =>
        db.InTransactionAsync<Done>(
            async inner =>
            {
                if (!(await WritableAsync(workspace, id, inner)).TryGet(out var variable, out var refusal))
                {
                    return refusal;
                }

                db.Variables.Remove(variable);
                return Done.Value;
            },
            cancellationToken);

    internal static Task<IResult> HandleUpdateAsync(
        WorkspaceId id, VariableId variable, JsonApiRequest<VariableSettings> body, ChangeVariable change, CancellationToken cancellationToken) =>
        AnswerAsync(id, variable, body, change, cancellationToken);

    internal static Task<IResult> HandleLegacyUpdateAsync(
        VariableId variable, JsonApiRequest<VariableSettings> body, ChangeVariable change, CancellationToken cancellationToken) =>
        AnswerAsync(null, variable, body, change, cancellationToken);

    internal static async Task<IResult> HandleDeleteAsync(WorkspaceId id, VariableId variable, ChangeVariable change, CancellationToken cancellationToken) =>
        (await change.DeleteAsync(id, variable, cancellationToken)).ToHttp(_ => TypedResults.NoContent());

    internal static async Task<IResult> HandleLegacyDeleteAsync(VariableId variable, ChangeVariable change, CancellationToken cancellationToken) =>
        (await change.DeleteAsync(null, variable, cancellationToken)).ToHttp(_ => TypedResults.NoContent());

    private static async Task<IResult> AnswerAsync(
        WorkspaceId? workspace, VariableId variable, JsonApiRequest<VariableSettings> body, ChangeVariable change, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await change.UpdateAsync(workspace, variable, body.Attributes, cancellationToken)).ToHttp(details => JsonApiResults.Ok(VariableDocument.Of(details)));

    private async Task<Result<Variable>> WritableAsync(WorkspaceId? workspaceId, VariableId id, CancellationToken cancellationToken)
    {
        var variable = await db.Variables.FirstOrDefaultAsync(v => v.Id == id, cancellationToken);
        if (variable is null
            || (workspaceId is not null && workspaceId != variable.WorkspaceId)
            || !(await find.ByIdAsync(variable.WorkspaceId, cancellationToken)).TryGet(out var workspace, out _)
            || !await access.CanAsync(Permission.ReadVariables, workspace, cancellationToken))
        {
            return Refusal.NotFound($"variable {id}");
        }

        if (!await access.CanAsync(Permission.WriteVariables, workspace, cancellationToken))
        {
            return Refusal.Forbidden("You may see this variable but not change it.");
        }

        db.AnnounceAfterCommit(events, workspace);
        return variable;
    }
}
