using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Identity.Tokens;

/// <summary>Lists a person's tokens, the newest first.</summary>
public sealed class ListTokens(PlatformDbContext db, TokenAccess access)
{
    public async Task<Result<ApiToken[]>> ExecuteAsync(UserId owner, CancellationToken cancellationToken) =>
        access.MaySee(owner)
            ? await db.ApiTokens.AsNoTracking().Where(t => t.UserId == owner).OrderByDescending(t => t.CreatedAt).ToArrayAsync(cancellationToken)
            : Refusal.NotFound($"user {owner}");

    internal static async Task<IResult> HandleAsync(UserId id, PageRequest page, ListTokens list, CancellationToken cancellationToken) =>
        (await list.ExecuteAsync(id, cancellationToken)).ToHttp(tokens =>
            JsonApiResults.Page([.. tokens.Skip(page.Skip).Take(page.Size).Select(token => TokenDocument.Of(token))], page, tokens.Length));
}
