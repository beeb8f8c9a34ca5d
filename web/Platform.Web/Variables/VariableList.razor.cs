using Microsoft.AspNetCore.Components;
using Platform.Contracts.Agents;
using Platform.Results;
using Platform.Variables;
using Platform.Web.Workspaces;
using Radzen;

namespace Platform.Web.Variables;

/// <summary>A workspace's variables, to read and to change.</summary>
public sealed partial class VariableList(PageAction action, DialogService dialogs) : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private VariableView[] _variables = [];
    private VariableDraft? _edited;
    private string? _refusal;
    private string? _warning;

    [Parameter, EditorRequired]
    public WorkspaceView Workspace { get; set; } = default!;

    [Parameter, EditorRequired]
    public VariableView[] Initial { get; set; } = [];

    protected override void OnInitialized() => _variables = Initial;

    private void Add() => (_edited, _refusal, _warning) = (new VariableDraft(), null, null);

    private void Close() => (_edited, _refusal) = (null, null);

    private void Edit(VariableView variable) => (_edited, _refusal) = (
        new VariableDraft
        {
            Id = variable.Id,
            Key = variable.Key,
            Value = variable.Value,
            Description = variable.Description,
            Category = variable.Category,
            IsHcl = variable.IsHcl,
            IsSensitive = variable.IsSensitive,
            WasSensitive = variable.IsSensitive,
        },
        null);

    private async Task SaveAsync(VariableDraft draft)
    {
        var settings = new VariableSettings
        {
            Key = new(true, draft.Key),
            Value = draft.WasSensitive && string.IsNullOrEmpty(draft.Value) ? default : new(true, draft.Value ?? ""),
            Description = new(true, draft.Description ?? ""),
            Category = draft.Id is null ? new(true, draft.Category == VariableCategory.Env ? "env" : "terraform") : default,
            Hcl = new(true, draft.IsHcl && draft.Category == VariableCategory.Terraform),
            Sensitive = new(true, draft.IsSensitive),
        };
        var answer = draft.Id is { } id
            ? await action.AskAsync<ChangeVariable, Result<VariableDetails>>(change => change.UpdateAsync(Workspace.Id, id, settings, _left.Token))
            : await action.AskAsync<CreateVariable, Result<VariableDetails>>(create => create.ExecuteAsync(Workspace.Id, settings, _left.Token));
        (_refusal, _warning) = (answer.Refusal?.Message, answer.Value?.Warning is { } warning ? $"{draft.Key}: {warning}" : null);
        if (_refusal is null)
        {
            _edited = null;
            await ReadAsync();
        }
    }

    private async Task DeleteAsync(VariableView variable)
    {
        var sure = await dialogs.Confirm(
            $"Runs from now on do without {variable.Key}. This cannot be undone.",
            $"Delete {variable.Key}?",
            new ConfirmOptions { OkButtonText = "Delete", CancelButtonText = "Keep" });
        if (sure != true)
        {
            return;
        }

        var answer = await action.AskAsync<ChangeVariable, Result<Done>>(change => change.DeleteAsync(Workspace.Id, variable.Id, _left.Token));
        _refusal = answer.Refusal?.Message;
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var answer = await action.AskAsync<ReadVariableViews, Result<VariableView[]>>(read => read.ExecuteAsync(Workspace.Id, _left.Token));
        _variables = answer.Value ?? [];
    }

    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }
}
