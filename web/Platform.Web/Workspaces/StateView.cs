using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Persistence;
using Platform.Results;
using Platform.StateVersions;
using Platform.StateVersions.Outputs;
using Platform.Workspaces;

namespace Platform.Web.Workspaces;

/// <summary>What a workspace's page shows of its current state.</summary>
public sealed record StateView
{
    public required int Resources { get; init; }

    /// <summary>Null while there is no state.</summary>
    public long? Serial { get; init; }
    public DateTimeOffset? WrittenAt { get; init; }
    public string? WrittenBy { get; init; }
    public RunId? Run { get; init; }
    public IReadOnlyList<OutputView> Outputs { get; init; } = [];
}

/// <summary>A root output; a sensitive one has no value here.</summary>
public sealed record OutputView(string Name, string Type, string? Value);

/// <summary>Reads a workspace's current state for somebody who may see its outputs.</summary>
public sealed class ReadStateView(PlatformDbContext db, FindWorkspace workspaces, FindStateVersion states, ReadOutputs outputs)
{
    private const int LongestValue = 2000;

    public async Task<Result<StateView>> ExecuteAsync(WorkspaceId id, CancellationToken cancellationToken)
    {
        if (!(await workspaces.ByIdAsync(id, cancellationToken)).TryGet(out var workspace, out var refusal))
        {
            return refusal;
        }

        if (!(await states.CurrentAsync(id, Permission.ReadStateOutputs, cancellationToken)).TryGet(out var state, out _))
        {
            return new StateView { Resources = workspace.ResourceCount };
        }

        return new StateView
        {
            Resources = workspace.ResourceCount,
            Serial = state.Serial,
            WrittenAt = state.FinalizedAt ?? state.CreatedAt,
            WrittenBy = state.CreatedByUserId is { } author
                ? await db.Users.Where(u => u.Id == author).Select(u => u.UserName).FirstOrDefaultAsync(cancellationToken)
                : null,
            Run = state.RunId,
            Outputs = [.. (await outputs.AllAsync(state, cancellationToken)).Select(View)],
        };
    }

    private static OutputView View(OutputValue output)
    {
        if (output.Output.IsSensitive)
        {
            return new OutputView(output.Output.Name, output.Output.Type, null);
        }

        if (output.Value is not { } value)
        {
            return new OutputView(output.Output.Name, output.Output.Type, "too large to be shown; the state has it");
        }

        var text = value.ValueKind == System.Text.Json.JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return new OutputView(output.Output.Name, output.Output.Type, text.Length > LongestValue ? $"{text[..LongestValue]} …" : text);
    }
}
