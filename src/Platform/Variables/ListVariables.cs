using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.Variables;

/// <summary>Lists a workspace's variables; values of sensitive ones stay hidden.</summary>
public sealed class ListVariables(PlatformDbContext db, Authorizer access, FindWorkspace find, VariableValues values)
{
    public async Task<Result<IReadOnlyList<VariableDetails>>> ExecuteAsync(WorkspaceId workspaceId, CancellationToken cancellationToken)
    {
        if (await RefuseAsync(workspaceId, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var variables = await db.Variables.AsNoTracking().Where(v => v.WorkspaceId == workspaceId)
            .OrderBy(v => v.Category).ThenBy(v => v.Key).ToListAsync(cancellationToken);
        var details = new List<VariableDetails>(variables.Count);
        foreach (var variable in variables)
        {
            details.Add(await DescribeAsync(variable, values, cancellationToken));
        }

        return details;
    }

    internal static async ValueTask<VariableDetails> DescribeAsync(StoredVariable variable, VariableValues values, CancellationToken cancellationToken) =>
        new(variable, variable.IsSensitive ? null : await values.OpenAsync(variable, cancellationToken));

    /// <summary>The variable for whoever has just set it: they know its value, so they are told that it is too short to be masked.</summary>
    internal static async ValueTask<VariableDetails> DescribeToSetterAsync(StoredVariable variable, VariableValues values, CancellationToken cancellationToken)
    {
        var value = await values.OpenAsync(variable, cancellationToken);
        var shown = variable.IsSensitive && value.Length is > 0 and < JobVariable.ShortestMasked;
        return new(variable, variable.IsSensitive ? null : value)
        {
            Warning = shown ? $"A value of fewer than {JobVariable.ShortestMasked} characters is not masked in logs: what prints it shows it." : null,
        };
    }

    /// <summary>Not in pages: the CLI reads the first page only.</summary>
    internal static async Task<IResult> HandleAsync(WorkspaceId id, ListVariables list, CancellationToken cancellationToken) =>
        (await list.ExecuteAsync(id, cancellationToken)).ToHttp(variables => JsonApiResults.List([.. variables.Select(VariableDocument.Of)]));

    internal static async Task<IResult> HandleOneAsync(WorkspaceId id, VariableId variable, ListVariables list, CancellationToken cancellationToken) =>
        (await list.FindAsync(id, variable, cancellationToken)).ToHttp(details => JsonApiResults.Ok(VariableDocument.Of(details)));

    [ReadsQuery("filter[organization][name]", "The organization of the workspace.")]
    [ReadsQuery("filter[workspace][name]", "The workspace.")]
    internal static async Task<IResult> HandleLegacyAsync(HttpRequest http, FindWorkspace find, ListVariables list, CancellationToken cancellationToken)
    {
        var organization = SearchText.Of(http.Query["filter[organization][name]"]);
        var name = SearchText.Of(http.Query["filter[workspace][name]"]);
        if (organization is null || name is null)
        {
            return JsonApiResults.Refused(Refusal.Malformed("Name the workspace with filter[organization][name] and filter[workspace][name]."));
        }

        return (await find.ByNameAsync(organization, name, cancellationToken)).TryGet(out var workspace, out var refusal)
            ? await HandleAsync(workspace.Id, list, cancellationToken)
            : JsonApiResults.Refused(refusal);
    }

    private async Task<Result<VariableDetails>> FindAsync(WorkspaceId workspaceId, VariableId id, CancellationToken cancellationToken)
    {
        if (await RefuseAsync(workspaceId, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var variable = await db.Variables.AsNoTracking().FirstOrDefaultAsync(v => v.Id == id && v.WorkspaceId == workspaceId, cancellationToken);
        return variable is null ? Refusal.NotFound($"variable {id}") : await DescribeAsync(variable, values, cancellationToken);
    }

    private async Task<Refusal?> RefuseAsync(WorkspaceId workspaceId, CancellationToken cancellationToken)
    {
        if (!(await find.ByIdAsync(workspaceId, cancellationToken)).TryGet(out var workspace, out var refusal))
        {
            return refusal;
        }

        return await access.CanAsync(Permission.ReadVariables, workspace, cancellationToken) ? null : Refusal.NotFound("variable of this workspace");
    }
}
