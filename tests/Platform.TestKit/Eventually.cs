using System.Runtime.CompilerServices;

namespace Platform.TestKit;

/// <summary>Waits for a condition, with a limit and a sentence that says what did not come about.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan UsualLimit = TimeSpan.FromMinutes(1);

    /// <summary>Asks again and again until the answer is not null.</summary>
    public static async Task<T> GetAsync<T>(Func<CancellationToken, Task<T?>> ask, Func<string> describe, TimeSpan limit, CancellationToken cancellationToken)
        where T : class
    {
        using var timer = new CancellationTokenSource(limit);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            while (true)
            {
                if (await ask(both.Token) is { } answer)
                {
                    return answer;
                }

                await Task.Delay(Pause, both.Token);
            }
        }
        catch (OperationCanceledException exception) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Not within {limit}: {describe()}", exception);
        }
    }

    /// <summary>Asks again and again until it is so.</summary>
    public static Task IsAsync(Func<CancellationToken, Task<bool>> ask, string what, TimeSpan limit, CancellationToken cancellationToken) =>
        GetAsync<object>(async token => await ask(token) ? what : null, () => what, limit, cancellationToken);

    /// <summary>Looks again and again until it is so, for a minute.</summary>
    public static Task IsAsync(Func<bool> condition, CancellationToken cancellationToken, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        IsAsync(_ => Task.FromResult(condition()), what, UsualLimit, cancellationToken);
}
