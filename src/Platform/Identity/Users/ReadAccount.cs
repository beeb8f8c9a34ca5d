using Microsoft.AspNetCore.Http;
using Platform.Access;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Identity.Users;

/// <summary>Tells a token whose it is. Tools ask it to test any token, so an organization's token is answered with an account of its own.</summary>
internal static class ReadAccount
{
    [Answers(200, "users")]
    public static async Task<IResult> HandleAsync(Authorizer access, PlatformDbContext db, CancellationToken cancellationToken)
    {
        var caller = access.Caller;
        if (caller.UserId is { } id && await db.Users.FindAsync([id], cancellationToken) is { } user)
        {
            return JsonApiResults.Ok(UserDocument.Of(user, caller));
        }

        return caller is { Kind: CallerKind.Organization, OrganizationId: { } organization, UserName: { } name }
            ? JsonApiResults.Ok(UserDocument.OfService(organization, name))
            : JsonApiResults.Refused(Refusal.NotFound("account of this token"));
    }
}
