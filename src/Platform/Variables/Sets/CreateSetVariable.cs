using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Variables.Sets;

/// <summary>Gives a variable set a variable.</summary>
internal sealed class CreateSetVariable(PlatformDbContext db, FindVariableSet find, VariableValues values, TimeProvider clock)
{
    public async Task<Result<VariableDetails>> ExecuteAsync(VariableSetId id, VariableSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            var made = await db.InTransactionAsync<VariableSetVariable>(
                async inner => (await find.WritableAsync(id, inner)).TryGet(out var set, out var refusal) ? await AddAsync(set, settings, inner) : refusal,
                cancellationToken);
            return made.TryGet(out var variable, out var refused)
                ? await ListVariables.DescribeToSetterAsync(variable, values, cancellationToken)
                : refused;
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return CreateVariable.KeyTaken;
        }
    }

    /// <summary>Adds it to a set that the caller may change, within a transaction of the caller's.</summary>
    public async Task<Result<VariableSetVariable>> AddAsync(VariableSet set, VariableSettings settings, CancellationToken cancellationToken)
    {
        if (!settings.ReadCategory().TryGet(out var category, out var refusal))
        {
            return refusal;
        }

        var variable = new VariableSetVariable
        {
            Id = VariableId.New(),
            OrganizationId = set.OrganizationId,
            VariableSetId = set.Id,
            Key = "",
            Category = category,
            EncryptedValue = [],
            CreatedAt = clock.GetUtcNow(),
        };
        if (settings.ApplyTo(variable, isNew: true) is { } invalid)
        {
            return invalid;
        }

        if (await db.VariableSetVariables.AnyAsync(v => v.VariableSetId == set.Id && v.Category == category && v.Key == variable.Key, cancellationToken))
        {
            return CreateVariable.KeyTaken;
        }

        if (await db.VariableSetVariables.CountAsync(v => v.VariableSetId == set.Id, cancellationToken) >= CreateVariable.MostVariables)
        {
            return Refusal.Invalid($"A variable set can have at most {CreateVariable.MostVariables} variables.", "key");
        }

        await values.SetAsync(variable, settings.Value.Value ?? "", cancellationToken);
        db.VariableSetVariables.Add(variable);
        set.UpdatedAt = clock.GetUtcNow();
        return variable;
    }

    [Answers(201, "vars")]
    public static async Task<IResult> HandleAsync(
        VariableSetId id, JsonApiRequest<VariableSettings> body, CreateSetVariable create, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await create.ExecuteAsync(id, body.Attributes, cancellationToken)).ToHttp(details => JsonApiResults.Created(VariableDocument.Of(details)));
}
