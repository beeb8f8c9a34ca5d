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
        var person = (await authentication.GetAuthenticationStateAsync()).User;
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerAccessor>().Caller =
            await scope.ServiceProvider.GetRequiredService<PageCaller>().FindAsync(person, CancellationToken.None);
        return await ask(scope.ServiceProvider.GetRequiredService<TAction>());
    }
}
