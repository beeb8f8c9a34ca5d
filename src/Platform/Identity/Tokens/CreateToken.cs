using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Identity.Tokens;

/// <summary>Makes a token with which a person's tools speak for that person.</summary>
public sealed class CreateToken(PlatformDbContext db, TokenAccess access, Authorizer authorizer, TimeProvider clock, ILogger<CreateToken> log)
{
    private const int LongestDescription = 255;

    public async Task<Result<IssuedToken>> ExecuteAsync(UserId owner, string description, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(description);
        if (!access.MayMake(owner) || await db.Users.FindAsync([owner], cancellationToken) is null)
        {
            return access.MaySee(owner) ? Refusal.Forbidden("A token can only be made by the person for whom it speaks.") : Refusal.NotFound($"user {owner}");
        }

        if (description.Length > LongestDescription)
        {
            return Refusal.Invalid($"A description has at most {LongestDescription} characters.", "description");
        }

        var now = clock.GetUtcNow();
        if (expiresAt <= now)
        {
            return Refusal.Invalid("A token must expire in the future.", "expired-at");
        }

        var issued = IssuedToken.ForUser(owner, description.Trim(), now, expiresAt);
        db.ApiTokens.Add(issued.Token);
        await db.SaveChangesAsync(cancellationToken);
        log.TokenCreated(authorizer.Caller.UserId, issued.Token.Id, owner.Value);
        return issued;
    }

    internal static async Task<IResult> HandleAsync(UserId id, JsonApiRequest<TokenRequest> request, CreateToken create, CancellationToken cancellationToken) =>
        request.Refusal is { } refusal
            ? JsonApiResults.Refused(refusal)
            : (await create.ExecuteAsync(id, request.Attributes.Description ?? "", request.Attributes.ExpiredAt, cancellationToken))
                .ToHttp(issued => JsonApiResults.Created(TokenDocument.Of(issued.Token, issued.Secret)));
}

/// <summary>What a request says of the token it wants.</summary>
internal sealed record TokenRequest
{
    public string? Description { get; init; }
    public DateTimeOffset? ExpiredAt { get; init; }
}
