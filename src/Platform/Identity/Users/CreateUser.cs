using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Results;

namespace Platform.Identity.Users;

/// <summary>Makes a user. Without a password they sign in by a link first (<see cref="SignIn.CreateSignInLink"/>).</summary>
public sealed class CreateUser(UserManager<User> users, Authorizer access, TimeProvider clock, ILogger<CreateUser> log)
{
    public async Task<Result<User>> ExecuteAsync(NewUser wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (!access.CanAdministerSite)
        {
            return Refusal.Forbidden("Only a site administrator makes users.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        var user = new User { UserName = wanted.Name, Email = wanted.Email, IsSiteAdministrator = wanted.IsSiteAdministrator, CreatedAt = clock.GetUtcNow() };
        var made = wanted.Password is null ? await users.CreateAsync(user) : await users.CreateAsync(user, wanted.Password);
        if (made.Refusal is { } refusal)
        {
            return refusal;
        }

        log.UserCreated(access.Caller.UserId, user.Id, user.IsSiteAdministrator);
        return user;
    }
}

/// <summary>The user that is wanted.</summary>
public sealed record NewUser(string Name, string? Email = null, string? Password = null, bool IsSiteAdministrator = false)
{
    public override string ToString() => Name;
}
