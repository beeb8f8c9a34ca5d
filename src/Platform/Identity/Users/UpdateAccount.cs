using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Platform.Access;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Results;

namespace Platform.Identity.Users;

/// <summary>Changes the caller's own name and, for administrators, the e-mail address.</summary>
/// <remarks>An address lets somebody into organizations that invited it, and no mail is sent that would prove whose it is.</remarks>
public sealed class UpdateAccount(UserManager<User> users, Authorizer access)
{
    private const int LongestName = 256;
    private const int LongestEmail = 256;

    public async Task<Result<User>> ExecuteAsync(AccountSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        cancellationToken.ThrowIfCancellationRequested();
        if (access.Caller is not { Kind: CallerKind.User, UserId: { } id } || await users.FindByIdAsync(id.Value) is not { } user)
        {
            return Refusal.Forbidden("Sign in to change your account.");
        }

        var name = settings.Username.IsSet ? settings.Username.Value?.Trim() : user.UserName;
        var email = settings.Email.IsSet ? settings.Email.Value?.Trim() : user.Email;
        if (string.IsNullOrEmpty(name) || name.StartsWith(ServiceName, StringComparison.OrdinalIgnoreCase))
        {
            return Refusal.Invalid($"A user name can neither be blank nor begin with {ServiceName}.", "username");
        }

        if ((AttributeText.Check(name, LongestName, "username") ?? AttributeText.Check(email ?? "", LongestEmail, "email")) is { } bad)
        {
            return bad;
        }

        if (email != user.Email && !access.CanAdministerSite)
        {
            return Refusal.Forbidden("Only a site administrator changes an e-mail address; ask one for it.");
        }

        user.UserName = name;
        user.Email = email;
        return (await users.UpdateAsync(user)).Refusal is { } refusal ? refusal with { Pointer = "/data/attributes/username" } : user;
    }

    /// <summary>How the names of service accounts begin, which no person may take.</summary>
    internal const string ServiceName = "api-";

    [Answers(200, "users")]
    internal static async Task<IResult> HandleAsync(JsonApiRequest<AccountSettings> request, UpdateAccount update, Authorizer access, CancellationToken cancellationToken) =>
        request.Refusal is { } refusal
            ? JsonApiResults.Refused(refusal)
            : (await update.ExecuteAsync(request.Attributes, cancellationToken)).ToHttp(user => JsonApiResults.Ok(UserDocument.Of(user, access.Caller)));
}

/// <summary>What a caller says of their account; what was not sent stays as it is.</summary>
public sealed record AccountSettings
{
    public Optional<string?> Username { get; init; }
    public Optional<string?> Email { get; init; }
}
