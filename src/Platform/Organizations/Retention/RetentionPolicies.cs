using Microsoft.AspNetCore.Http;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Organizations.Retention;

/// <summary>Shows, sets and removes the data retention policies of targets of one kind.</summary>
internal abstract class RetentionPolicies<TKey, TTarget>(PlatformDbContext db)
    where TTarget : class, IRetentionTarget
{
    /// <summary>Finds the target for a caller who may see it, tracked.</summary>
    protected abstract Task<Result<TTarget>> FindAsync(TKey key, CancellationToken cancellationToken);

    /// <summary>Refuses a caller who may not change the target's policy, and otherwise notes that it changes.</summary>
    protected abstract Task<Refusal?> BeginAsync(TTarget target, CancellationToken cancellationToken);

    protected abstract ResourceIdentifier IdentifierOf(TTarget target);

    protected async Task<IResult> ReadAsync(TKey key, CancellationToken cancellationToken) =>
        (await FindAsync(key, cancellationToken)).ToHttp(target => Write(target).ToHttp(policy => JsonApiResults.Ok(policy)));

    protected async Task<IResult> SetAsync(TKey key, JsonApiRequest<RetentionSettings> body, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await ChangeAsync(key, target => body.Attributes.Set(target, body.Type), cancellationToken))
                .ToHttp(changed => Write(changed).ToHttp(policy => JsonApiResults.Created(policy)));

    protected async Task<IResult> ChangeAsync(TKey key, JsonApiRequest<RetentionSettings> body, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await ChangeAsync(key, target => body.Attributes.Change(target, body.Type), cancellationToken))
                .ToHttp(changed => Write(changed).ToHttp(policy => JsonApiResults.Ok(policy)));

    protected async Task<IResult> RemoveAsync(TKey key, CancellationToken cancellationToken) =>
        (await ChangeAsync(key, RetentionSettings.Remove, cancellationToken)).ToHttp(_ => TypedResults.NoContent());

    private Task<Result<TTarget>> ChangeAsync(TKey key, Func<TTarget, Refusal?> change, CancellationToken cancellationToken) => db.InTransactionAsync<TTarget>(
        async inner =>
        {
            if (!(await FindAsync(key, inner)).TryGet(out var target, out var refusal))
            {
                return refusal;
            }

            return (await BeginAsync(target, inner) ?? change(target)) is { } refused ? refused : target;
        },
        cancellationToken);

    private Result<Resource> Write(TTarget target) => DataRetentionPolicyDocument.Of(target, IdentifierOf(target));
}
