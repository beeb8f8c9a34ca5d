using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Discovery;
using Platform.Identity.Tokens;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Identity.Users;

/// <summary>Makes the first administrator when there are no users yet, with an API token: the configured one, or a new one in a file.</summary>
public sealed class FirstAdministrator(
    PlatformDbContext db, UserManager<User> users, IOptions<PlatformOptions> options, TokenLookup lookup, TimeProvider clock, ILogger<FirstAdministrator> log)
{
    public const string UserName = "admin";
    private const string Configured = "Setting Platform:AdminToken";
    private const string Generated = "Made at the first start";
    private const int ShortestSafe = 32;

    /// <summary>The file that holds the token that was made, relative to the data folder.</summary>
    public const string TokenFile = "admin-token";

    /// <summary>Brings the administrator and the token about; called at every start, once the database is up to date.</summary>
    public async Task<Result<Done>> EnsureAsync(CancellationToken cancellationToken)
    {
        var administrator = await users.FindByNameAsync(UserName);
        if (administrator is null)
        {
            if (await db.Users.AnyAsync(u => u.ServiceOfTeamId == null && u.ServiceAccountId == null, cancellationToken))
            {
                // Somebody has renamed or removed the first administrator on purpose.
                return Done.Value;
            }

            if (!(await MakeAsync(cancellationToken)).TryGet(out administrator, out var refusal))
            {
                return refusal;
            }
        }

        return options.Value.AdminToken is { Length: > 0 } secret ? await TakeConfiguredAsync(administrator, secret, cancellationToken) : Done.Value;
    }

    private async Task<Result<User>> MakeAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var user = new User { UserName = UserName, IsSiteAdministrator = true, CreatedAt = now };
        var issued = string.IsNullOrEmpty(options.Value.AdminToken) ? IssuedToken.ForUser(user.Id, Generated, now, expiresAt: null) : null;
        var path = Path.Combine(options.Value.DataDirectory, TokenFile);
        if (issued is not null)
        {
            // The file first: were it the other way round, a crash in between would leave a token that nobody knows.
            WriteFile(path, issued.Secret);
        }

        try
        {
            var made = await db.InTransactionAsync<User>(
                async _ =>
                {
                    if ((await users.CreateAsync(user)).Refusal is { } refusal)
                    {
                        return refusal;
                    }

                    if (issued is not null)
                    {
                        db.ApiTokens.Add(issued.Token);
                    }

                    return user;
                },
                cancellationToken);
            if (made.Refusal is null)
            {
                log.FirstAdministratorMade(user.Id);
                if (issued is not null)
                {
                    log.AdminTokenWritten(path);
                }

                return made;
            }
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            // Another node started at the same moment and made the administrator.
            db.ChangeTracker.Clear();
        }

        if (issued is not null)
        {
            File.Delete(path);
        }

        return await users.FindByNameAsync(UserName) is { } other ? other : Refusal.Conflict("The first administrator could not be made; start the server again.");
    }

    private static void WriteFile(string path, string secret)
    {
        var fresh = path + ".new";
        File.Delete(fresh);
        DurableFile.Write(fresh, Encoding.UTF8.GetBytes(secret + "\n"));
        File.Move(fresh, path, overwrite: true);
    }

    private async Task<Result<Done>> TakeConfiguredAsync(User administrator, string secret, CancellationToken cancellationToken)
    {
        if (secret.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || !char.IsAscii(c)))
        {
            return Refusal.Invalid("The setting Platform:AdminToken must be ASCII text without spaces, as it is sent in a header.");
        }

        if (secret.Length < ShortestSafe)
        {
            log.AdminTokenShort(ShortestSafe);
        }

        var hash = IssuedToken.HashOf(secret);
        if (await db.ApiTokens.AnyAsync(t => t.Hash == hash && t.UserId == administrator.Id, cancellationToken))
        {
            return Done.Value;
        }

        var result = await db.InTransactionAsync<Done>(
            async token =>
            {
                // The setting names one token: a changed setting ends the former one.
                db.ApiTokens.RemoveRange(await db.ApiTokens.Where(t => t.UserId == administrator.Id && t.Description == Configured).ToListAsync(token));
                db.ApiTokens.Add(IssuedToken.ForUser(administrator.Id, Configured, clock.GetUtcNow(), secret).Token);
                return Done.Value;
            },
            cancellationToken);
        lookup.Forget();
        log.AdminTokenTaken(administrator.Id);
        return result;
    }
}
