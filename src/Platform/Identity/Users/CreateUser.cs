using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Persistence;
using Platform.Results;
using Platform.Teams;

namespace Platform.Identity.Users;

/// <summary>Makes a user. Without a password they sign in by a link first (<see cref="SignIn.CreateSignInLink"/>).</summary>
public sealed class CreateUser(
    PlatformDbContext db, UserManager<User> users, ActivateInvitations invitations, Authorizer access, TimeProvider clock, ILogger<CreateUser> log)
{
    public async Task<Result<User>> ExecuteAsync(NewUser wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (!access.CanAdministerSite)
        {
            return Refusal.Forbidden("Only a site administrator makes users.");
        }

        if (wanted.Name.StartsWith(UpdateAccount.ServiceName, StringComparison.OrdinalIgnoreCase))
        {
            return Refusal.Invalid($"A user name cannot begin with {UpdateAccount.ServiceName}.", "username");
        }

        var user = new User { UserName = wanted.Name, Email = wanted.Email, IsSiteAdministrator = wanted.IsSiteAdministrator, CreatedAt = clock.GetUtcNow() };
        var made = await db.InTransactionAsync<User>(
            async inner =>
            {
                if ((wanted.Password is null ? await users.CreateAsync(user) : await users.CreateAsync(user, wanted.Password)).Refusal is { } refusal)
                {
                    return refusal;
                }

                await invitations.ExecuteAsync(user, inner);
                return user;
            },
            cancellationToken);
        if (made.Refusal is { } refused)
        {
            return refused;
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
