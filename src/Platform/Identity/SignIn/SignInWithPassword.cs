using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Platform.Results;

namespace Platform.Identity.SignIn;

/// <summary>Checks a name and a password. Five wrong ones lock the account for five minutes.</summary>
public sealed class SignInWithPassword(SignInManager<User> signIn, ILogger<SignInWithPassword> log)
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
            return Refusal.Forbidden("The user name or the password is not right.");
        }

        var checkedPassword = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        if (checkedPassword.Succeeded)
        {
            log.SignedIn(user.Id);
            return user;
        }

        log.SignInRefused(user.Id.Value, checkedPassword.IsLockedOut ? "too many wrong passwords." : "the password is wrong.");
        return checkedPassword.IsLockedOut
            ? Refusal.Conflict("Too many wrong passwords; wait a few minutes, then try again.")
            : Refusal.Forbidden("The user name or the password is not right.");
    }

    // People type passwords into the wrong field, and line ends would forge log lines.
    private static string Printable(string userName) => $"somebody (a name of {userName.Length} characters)";
}
