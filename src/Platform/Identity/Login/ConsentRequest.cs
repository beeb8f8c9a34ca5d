using Platform.Access;
using Platform.Results;

namespace Platform.Identity.Login;

/// <summary>What the consent page shows and sends on.</summary>
/// <param name="UserName">For whom the command line would speak.</param>
/// <param name="RequestingAddress">Where the command line listens for the answer, for example <c>localhost:10003</c>.</param>
/// <param name="Fields">The hidden fields of the form, which posts to <c>/oauth2/authorize</c> with <c>decision</c> set to <c>allow</c> or <c>deny</c>.</param>
public sealed record ConsentRequest(string UserName, string RequestingAddress, IReadOnlyDictionary<string, string> Fields);

/// <summary>Checks a command line's request and prepares the question to the person.</summary>
public sealed class ReadConsentRequest(Authorizer access)
{
    public Result<ConsentRequest> Execute(AuthorizationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Refusal is { } refusal)
        {
            return refusal;
        }

        return access.Caller is { Kind: CallerKind.User, UserName: { } name }
            ? new ConsentRequest(name, new Uri(request.RedirectUri).Authority, request.Parameters)
            : Refusal.Forbidden("Sign in first.");
    }
}
