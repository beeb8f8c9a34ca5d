using Microsoft.AspNetCore.Components;
using Platform.Identity.Tokens;
using Platform.Results;
using Radzen;

namespace Platform.Web.Identity;

/// <summary>The reader's API tokens: to make one, and to revoke one.</summary>
public sealed partial class TokenList(PageAction action, DialogService dialogs, TimeProvider clock) : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private TokenView[] _tokens = [];
    private string? _description;
    private int _days = 90;
    private string? _issued;
    private string? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public TokenView[] Initial { get; set; } = [];

    /// <summary>A command line that cannot open a browser sent its user here.</summary>
    [Parameter]
    public bool ForLogin { get; set; }

    [Parameter, EditorRequired]
    public string Address { get; set; } = "";

    private TimeProvider Clock => clock;

    protected override void OnInitialized()
    {
        _tokens = Initial;
        _description = ForLogin ? "Command line" : null;
    }

    private async Task CreateAsync()
    {
        _busy = true;
        DateTimeOffset? expiresAt = _days > 0 ? clock.GetUtcNow().AddDays(_days) : null;
        var answer = await action.AskAsync<OwnTokens, Result<IssuedToken>>(own => own.CreateAsync(_description ?? "", expiresAt, _left.Token));
        _busy = false;
        _refusal = answer.Refusal?.Message;
        if (answer.TryGet(out var issued, out _))
        {
            _issued = issued.Secret;
            _description = null;
            await ReadAsync();
        }
    }

    private async Task RevokeAsync(TokenView token)
    {
        var name = token.Description.Length > 0 ? token.Description : "this token";
        var sure = await dialogs.Confirm(
            "Whatever uses it is locked out at once. This cannot be undone.",
            $"Revoke {name}?",
            new ConfirmOptions { OkButtonText = "Revoke", CancelButtonText = "Keep" });
        if (sure == true)
        {
            _refusal = (await action.AskAsync<RevokeToken, Result<Done>>(revoke => revoke.ExecuteAsync(token.Id, _left.Token))).Refusal?.Message;
            await ReadAsync();
        }
    }

    private async Task ReadAsync() =>
        _tokens = (await action.AskAsync<OwnTokens, Result<TokenView[]>>(own => own.ReadAsync(_left.Token))).Value ?? _tokens;

    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }
}
