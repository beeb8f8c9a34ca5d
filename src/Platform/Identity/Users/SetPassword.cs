using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Results;

namespace Platform.Identity.Users;

/// <summary>Gives a user a new password, for administrators, who need not know the old one. It also ends a lockout and signs them out everywhere.</summary>
public sealed class SetPassword(UserManager<User> users, Authorizer access, ILogger<SetPassword> log)
{
    public async Task<Result<User>> ExecuteAsync(string userName, string password, CancellationToken cancellationToken)
    {
        if (!access.CanAdministerSite)
        {
            return Refusal.Forbidden("Only a site administrator sets somebody's password.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        return await users.FindByNameAsync(userName) is { IsPerson: true } user ? await SetAsync(user, password) : Refusal.NotFound($"user {userName}");
    }

    /// <summary>Sets it, whoever asks: for actions that have asked the door already.</summary>
    internal async Task<Result<User>> SetAsync(User user, string password)
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
