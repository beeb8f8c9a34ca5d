using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Platform.Results;

namespace Platform.Identity.SignIn;

/// <summary>Checks a name and a password. Five wrong ones lock the account for five minutes.</summary>
public sealed class SignInWithPassword(SignInManager<User> signIn, IEnumerable<ISignInListener> listeners, ILogger<SignInWithPassword> log)
{
    private const int LongestName = 256;

    public async Task<Result<User>> ExecuteAsync(string userName, string password, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(userName);
        cancellationToken.ThrowIfCancellationRequested();
        var user = userName.Length <= LongestName ? await signIn.UserManager.FindByNameAsync(userName) : null;
        if (user is null)
        {
            log.SignInRefused(Printable(userName), "there is no such user.");
            await HearAsync(listener => listener.RefusedAsync(null, "There is no such user.", cancellationToken));
            return Refusal.Forbidden("The user name or the password is not right.");
        }

        var checkedPassword = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        if (checkedPassword.Succeeded)
        {
            log.SignedIn(user.Id);
            await HearAsync(listener => listener.SignedInAsync(user, cancellationToken));
            return user;
        }

        log.SignInRefused(user.Id.Value, checkedPassword.IsLockedOut ? "too many wrong passwords." : "the password is wrong.");
        if (checkedPassword.IsLockedOut)
        {
            await HearAsync(listener => listener.RefusedAsync(user, "Too many wrong passwords.", cancellationToken));
        }

        return checkedPassword.IsLockedOut
            ? Refusal.Conflict("Too many wrong passwords; wait a few minutes, then try again.")
            : Refusal.Forbidden("The user name or the password is not right.");
    }

    private async Task HearAsync(Func<ISignInListener, Task> tell)
    {
        foreach (var listener in listeners)
        {
            await tell(listener);
        }
    }

    // People type passwords into the wrong field, and line ends would forge log lines.
    private static string Printable(string userName) => $"somebody (a name of {userName.Length} characters)";
}
