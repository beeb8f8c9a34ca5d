using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Results;

namespace Platform.Identity.Users;

/// <summary>Gives a user a new password, which also ends a lockout and signs them out everywhere.</summary>
public sealed class SetPassword(UserManager<User> users, Authorizer access, ILogger<SetPassword> log)
{
    /// <summary>For administrators: nothing is asked of the old password.</summary>
    public async Task<Result<User>> ExecuteAsync(string userName, string password, CancellationToken cancellationToken)
    {
        if (!access.CanAdministerSite)
        {
            return Refusal.Forbidden("Only a site administrator sets somebody's password.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        return await users.FindByNameAsync(userName) is { } user ? await SetAsync(user, password) : Refusal.NotFound($"user {userName}");
    }

    /// <summary>For the signed-in user: the old password must be right, unless there is none yet.</summary>
    public async Task<Result<User>> ChangeOwnAsync(string? oldPassword, string password, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (access.Caller.UserId is not { } id || await users.FindByIdAsync(id.Value) is not { } user)
        {
            return Refusal.Forbidden("Sign in to change your password.");
        }

        if (user.PasswordHash is not null)
        {
            if (await users.IsLockedOutAsync(user))
            {
                return Refusal.Forbidden("Too many wrong passwords; wait a few minutes, then try again.");
            }

            if (!await users.CheckPasswordAsync(user, oldPassword ?? ""))
            {
                await users.AccessFailedAsync(user);
                return Refusal.Invalid("The old password is not right.", "current-password");
            }
        }

        return await SetAsync(user, password);
    }

    private async Task<Result<User>> SetAsync(User user, string password)
    {
        foreach (var validator in users.PasswordValidators)
        {
            if ((await validator.ValidateAsync(users, user, password)).Refusal is { } refusal)
            {
                return refusal;
            }
        }

        user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
        user.LockoutEnd = null;
        user.AccessFailedCount = 0;
        if ((await users.UpdateSecurityStampAsync(user)).Refusal is { } notSaved)
        {
            return notSaved;
        }

        log.PasswordSet(access.Caller.UserId, user.Id);
        return user;
    }
}
