using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Variables.Sets;

/// <summary>Reads the variables of a set; values of sensitive ones stay hidden.</summary>
internal sealed class ListSetVariables(PlatformDbContext db, FindVariableSet find, VariableValues values)
{
    public static async Task<IResult> HandleAsync(VariableSetId id, PageRequest page, ListSetVariables list, CancellationToken cancellationToken)
    {
        if (!(await list.OfAsync(id, cancellationToken)).TryGet(out var found, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var rows = await found.Variables.OrderBy(v => v.Category).ThenBy(v => v.Key).Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        var resources = new List<Resource>(rows.Count);
        foreach (var row in rows)
        {
            resources.Add(await list.DescribeAsync(row, cancellationToken));
        }

        return JsonApiResults.Page(resources, page, await found.Variables.CountAsync(cancellationToken));
    }

    public static async Task<IResult> HandleOneAsync(VariableSetId id, VariableId variable, ListSetVariables list, CancellationToken cancellationToken)
    {
        if (!(await list.OfAsync(id, cancellationToken)).TryGet(out var found, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        return await found.Variables.FirstOrDefaultAsync(v => v.Id == variable, cancellationToken) is { } row
            ? JsonApiResults.Ok(await list.DescribeAsync(row, cancellationToken))
            : JsonApiResults.Refused(Refusal.NotFound($"variable {variable}"));
    }

    private async Task<Result<Found>> OfAsync(VariableSetId id, CancellationToken cancellationToken) =>
        (await find.ExecuteAsync(id, cancellationToken)).TryGet(out _, out var refusal)
            ? new Found(db.VariableSetVariables.AsNoTracking().Where(v => v.VariableSetId == id))
            : refusal;

    private async ValueTask<Resource> DescribeAsync(VariableSetVariable row, CancellationToken cancellationToken) =>
        VariableDocument.Of(await ListVariables.DescribeAsync(row, values, cancellationToken));

    private sealed record Found(IQueryable<VariableSetVariable> Variables);
}
