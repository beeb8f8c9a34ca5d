using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Platform.Access;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Results;

namespace Platform.Identity.Users;

/// <summary>Changes the caller's own password: the old one must be right, unless there is none yet.</summary>
public sealed class ChangePassword(UserManager<User> users, SetPassword set, Authorizer access)
{
    public async Task<Result<User>> ExecuteAsync(string? oldPassword, string password, CancellationToken cancellationToken)
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
                return Refusal.Invalid("The old password is not right.", "current_password");
            }
        }

        return await set.SetAsync(user, password);
    }

    [Answers(200, "users")]
    internal static async Task<IResult> HandleAsync(JsonApiRequest<PasswordChange> request, ChangePassword change, Authorizer access, CancellationToken cancellationToken)
    {
        var (old, password, confirmation) = (request.Attributes.CurrentPassword, request.Attributes.Password, request.Attributes.PasswordConfirmation);
        var refusal = request.Refusal
            ?? (string.IsNullOrEmpty(password) ? Refusal.Invalid("Send the new password.", "password")
            : confirmation is not null && confirmation != password ? Refusal.Invalid("The two new passwords differ.", "password_confirmation")
            : null);
        return refusal is not null
            ? JsonApiResults.Refused(refusal)
            : (await change.ExecuteAsync(old, password!, cancellationToken)).ToHttp(user => JsonApiResults.Ok(UserDocument.Of(user, access.Caller)));
    }
}

/// <summary>The wire has these with underscores.</summary>
internal sealed class PasswordChange
{
    [JsonPropertyName("current_password")]
    public string? CurrentPassword { get; init; }

    public string? Password { get; init; }

    [JsonPropertyName("password_confirmation")]
    public string? PasswordConfirmation { get; init; }
}
