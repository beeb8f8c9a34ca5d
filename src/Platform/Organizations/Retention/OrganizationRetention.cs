using Microsoft.AspNetCore.Http;
using Platform.Access;
using Platform.Events;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Organizations.Retention;

/// <summary>Shows, sets and removes the data retention policy of an organization: that of its workspaces that have none of their own.</summary>
internal sealed class OrganizationRetention(PlatformDbContext db, Authorizer access, FindOrganization find, IEventStream events)
{
    public async Task<Result<Resource>> ReadAsync(string nameOrId, CancellationToken cancellationToken) =>
        (await find.ExecuteAsync(nameOrId, cancellationToken)).TryGet(out var organization, out var refusal) ? Write(organization) : refusal;

    /// <summary>Changes it as <paramref name="change"/> says, which refuses what cannot be.</summary>
    public Task<Result<Organization>> ChangeAsync(string nameOrId, Func<Organization, Refusal?> change, CancellationToken cancellationToken) =>
        db.InTransactionAsync<Organization>(
            async inner =>
            {
                if (!(await find.ExecuteAsync(nameOrId, inner)).TryGet(out var organization, out var refusal))
                {
                    return refusal;
                }

                if (!await access.CanAsync(Permission.ManageOrganization, organization.Id, inner))
                {
                    return Refusal.Forbidden("You may see this organization but not say how long its data is kept.");
                }

                db.AfterCommit(token => events.PublishAsync(EventTopics.Organization(organization.Id), token));
                return change(organization) is { } refused ? refused : organization;
            },
            cancellationToken);

    [Answers(200, DataRetentionPolicyDocument.DeleteOlder), Answers(200, DataRetentionPolicyDocument.DontDelete)]
    public static async Task<IResult> HandleAsync(string organization, OrganizationRetention retention, CancellationToken cancellationToken) =>
        (await retention.ReadAsync(organization, cancellationToken)).ToHttp(policy => JsonApiResults.Ok(policy));

    [Answers(201, DataRetentionPolicyDocument.DeleteOlder), Answers(201, DataRetentionPolicyDocument.DontDelete)]
    public static async Task<IResult> HandleSetAsync(
        string organization, JsonApiRequest<RetentionSettings> body, OrganizationRetention retention, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await retention.ChangeAsync(organization, target => body.Attributes.Set(target, body.Type), cancellationToken))
                .ToHttp(changed => Write(changed).ToHttp(policy => JsonApiResults.Created(policy)));

    [Answers(200, DataRetentionPolicyDocument.DeleteOlder), Answers(200, DataRetentionPolicyDocument.DontDelete)]
    public static async Task<IResult> HandleChangeAsync(
        string organization, JsonApiRequest<RetentionSettings> body, OrganizationRetention retention, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await retention.ChangeAsync(organization, target => body.Attributes.Change(target, body.Type), cancellationToken))
                .ToHttp(changed => Write(changed).ToHttp(policy => JsonApiResults.Ok(policy)));

    public static async Task<IResult> HandleRemoveAsync(string organization, OrganizationRetention retention, CancellationToken cancellationToken) =>
        (await retention.ChangeAsync(organization, RetentionSettings.Remove, cancellationToken)).ToHttp(_ => TypedResults.NoContent());

    private static Result<Resource> Write(Organization organization) =>
        DataRetentionPolicyDocument.Of(organization, new ResourceIdentifier(organization.Name, OrganizationDocument.Type));
}
