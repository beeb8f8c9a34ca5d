using Platform.Access;
using Platform.Results;

namespace Platform.Identity.Login;

/// <summary>Tells a command line that the person does not let it speak for them.</summary>
/// <remarks>
/// The CLI listens for a code and for nothing else: it passes over an <c>error</c> in the redirect (protocol.md §2.2), and while it waits not even
/// Ctrl-C ends it. So it gets a code that stands for no; the refusal that it is then given as its token, it shows.
/// </remarks>
public sealed class DenyLogin(Authorizer access)
{
    /// <summary>The code that stands for no. It is no secret: it is exchanged for a refusal, whoever sends it.</summary>
    public const string Code = "denied";

    public Result<Uri> Execute(AuthorizationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Refusal is { } refusal)
        {
            return refusal;
        }

        return access.Caller.Kind is CallerKind.User ? request.CallbackWith(Code) : Refusal.Forbidden("Sign in first.");
    }
}
