using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Variables.Sets;

/// <summary>Changes a variable of a set or deletes it.</summary>
internal sealed class ChangeSetVariable(PlatformDbContext db, FindVariableSet find, VariableValues values, TimeProvider clock)
{
    public async Task<Result<VariableDetails>> UpdateAsync(
        VariableSetId setId, VariableId id, VariableSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            var changed = await db.InTransactionAsync<VariableSetVariable>(
                async inner =>
                {
                    if (!(await WritableAsync(setId, id, inner)).TryGet(out var variable, out var refusal))
                    {
                        return refusal;
                    }

                    var beside = db.VariableSetVariables.Where(v => v.VariableSetId == setId);
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

    public Task<Result<Done>> DeleteAsync(VariableSetId setId, VariableId id, CancellationToken cancellationToken) =>
        db.InTransactionAsync<Done>(
            async inner =>
            {
                if (!(await WritableAsync(setId, id, inner)).TryGet(out var variable, out var refusal))
                {
                    return refusal;
                }

                db.VariableSetVariables.Remove(variable);
                return Done.Value;
            },
            cancellationToken);

    public static async Task<IResult> HandleUpdateAsync(
        VariableSetId id, VariableId variable, JsonApiRequest<VariableSettings> body, ChangeSetVariable change, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await change.UpdateAsync(id, variable, body.Attributes, cancellationToken)).ToHttp(details => JsonApiResults.Ok(VariableDocument.Of(details)));

    public static async Task<IResult> HandleDeleteAsync(VariableSetId id, VariableId variable, ChangeSetVariable change, CancellationToken cancellationToken) =>
        (await change.DeleteAsync(id, variable, cancellationToken)).ToHttp(_ => TypedResults.NoContent());

    private async Task<Result<VariableSetVariable>> WritableAsync(VariableSetId setId, VariableId id, CancellationToken cancellationToken)
    {
        if (!(await find.WritableAsync(setId, cancellationToken)).TryGet(out var set, out var refusal))
        {
            return refusal;
        }

        if (await db.VariableSetVariables.FirstOrDefaultAsync(v => v.Id == id && v.VariableSetId == setId, cancellationToken) is not { } variable)
        {
            return Refusal.NotFound($"variable {id}");
        }

        set.UpdatedAt = clock.GetUtcNow();
        return variable;
    }
}
