using Microsoft.AspNetCore.Http;
using Platform.Access;
using Platform.Identity;
using Platform.Identity.SignIn;

namespace Platform.Audit;

/// <summary>Records who signed in, and who could not. A wrong password counts at the person's row, which tells of it itself.</summary>
internal sealed class RecordSignIns(WriteEntry write, IHttpContextAccessor requests) : ISignInListener
{
    private const string Verb = "sign_in";
    private const string Type = "user";

    public Task SignedInAsync(User user, CancellationToken cancellationToken) =>
        write.ExecuteAsync(Callers.Of(user), new Act(Verb, Type, user.Id.Value, default), cancellationToken);

    public Task RefusedAsync(User? user, string reason, CancellationToken cancellationToken) => write.RefuseAsync(
        Caller.Anonymous,
        NewEntry.AddressOf(requests.HttpContext) ?? "",
        new Act(Verb, Type, user?.Id.Value, default) { Reason = reason },
        cancellationToken);
}
