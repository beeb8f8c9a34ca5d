using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Results;
using Platform.Variables;

namespace Platform.Web.Variables;

/// <summary>A variable as its page shows it; a sensitive one has no value here.</summary>
public sealed record VariableView(VariableId Id, string Key, string? Value, VariableCategory Category, string Description, bool IsHcl, bool IsSensitive);

/// <summary>Reads a workspace's variables for its page.</summary>
public sealed class ReadVariableViews(ListVariables list)
{
    public async Task<Result<VariableView[]>> ExecuteAsync(WorkspaceId workspace, CancellationToken cancellationToken) =>
        (await list.ExecuteAsync(workspace, cancellationToken)).Map<VariableView[]>(found => [.. found.Select(View)]);

    private static VariableView View(VariableDetails details) => new(
        details.Variable.Id,
        details.Variable.Key,
        details.Value,
        details.Variable.Category,
        details.Variable.Description,
        details.Variable.IsHcl,
        details.Variable.IsSensitive);
}
