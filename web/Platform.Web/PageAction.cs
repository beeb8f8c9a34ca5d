using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Platform.Access;

namespace Platform.Web;

/// <summary>Carries out one action for the person who looks at the page, in a scope of its own as a request would.</summary>
public sealed class PageAction(IServiceScopeFactory scopes, AuthenticationStateProvider authentication)
{
    /// <summary>Asks the action; what it needs from the database lives only as long as the question.</summary>
    public async Task<TAnswer> AskAsync<TAction, TAnswer>(Func<TAction, Task<TAnswer>> ask)
        where TAction : notnull
    {
        ArgumentNullException.ThrowIfNull(ask);
        await using var scope = await OpenAsync();
        return await ask(scope.ServiceProvider.GetRequiredService<TAction>());
    }

    /// <summary>Follows what the action finds, piece by piece, in one scope.</summary>
    public async IAsyncEnumerable<TItem> FollowAsync<TAction, TItem>(Func<TAction, IAsyncEnumerable<TItem>> follow)
        where TAction : notnull
    {
        ArgumentNullException.ThrowIfNull(follow);
        await using var scope = await OpenAsync();
        await foreach (var item in follow(scope.ServiceProvider.GetRequiredService<TAction>()))
        {
            yield return item;
        }
    }

    private async Task<AsyncServiceScope> OpenAsync()
    {
        var person = (await authentication.GetAuthenticationStateAsync()).User;
        var scope = scopes.CreateAsyncScope();
        var caller = scope.ServiceProvider.GetRequiredService<PageCaller>();
        scope.ServiceProvider.GetRequiredService<CallerAccessor>().Caller = await caller.FindAsync(person, CancellationToken.None);
        return scope;
    }
}
