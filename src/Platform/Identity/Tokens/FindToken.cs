using Microsoft.AspNetCore.Http;
using Platform.Contracts.Ids;
using Platform.JsonApi;

namespace Platform.Identity.Tokens;

/// <summary>Shows one token, without its secret.</summary>
internal static class FindToken
{
    public static async Task<IResult> HandleAsync(ApiTokenId id, TokenAccess access, CancellationToken cancellationToken) =>
        (await access.FindAsync(id, cancellationToken)).ToHttp(token => JsonApiResults.Ok(TokenDocument.Of(token)));
}
