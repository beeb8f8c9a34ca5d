using Microsoft.AspNetCore.Http;
using Platform.Access;
using Platform.Events;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Organizations.Retention;

/// <summary>The data retention policy of an organization: that of its workspaces that have none of their own.</summary>
internal sealed class OrganizationRetention(PlatformDbContext db, Authorizer access, FindOrganization find, IEventStream events)
    : RetentionPolicies<string, Organization>(db)
{
    private readonly PlatformDbContext _db = db;

    [Answers(200, DataRetentionPolicyDocument.DeleteOlder), Answers(200, DataRetentionPolicyDocument.DontDelete)]
    public static Task<IResult> HandleAsync(string organization, OrganizationRetention policies, CancellationToken cancellationToken) =>
        policies.ReadAsync(organization, cancellationToken);

    [Answers(201, DataRetentionPolicyDocument.DeleteOlder), Answers(201, DataRetentionPolicyDocument.DontDelete)]
    public static Task<IResult> HandleSetAsync(
        string organization, JsonApiRequest<RetentionSettings> body, OrganizationRetention policies, CancellationToken cancellationToken) =>
        policies.SetAsync(organization, body, cancellationToken);

    [Answers(200, DataRetentionPolicyDocument.DeleteOlder), Answers(200, DataRetentionPolicyDocument.DontDelete)]
    public static Task<IResult> HandleChangeAsync(
        string organization, JsonApiRequest<RetentionSettings> body, OrganizationRetention policies, CancellationToken cancellationToken) =>
        policies.ChangeAsync(organization, body, cancellationToken);

    public static Task<IResult> HandleRemoveAsync(string organization, OrganizationRetention policies, CancellationToken cancellationToken) =>
        policies.RemoveAsync(organization, cancellationToken);

    protected override Task<Result<Organization>> FindAsync(string key, CancellationToken cancellationToken) => find.ExecuteAsync(key, cancellationToken);

    protected override async Task<Refusal?> BeginAsync(Organization target, CancellationToken cancellationToken)
    {
        if (!await access.CanAsync(Permission.ManageOrganization, target.Id, cancellationToken))
        {
            return Refusal.Forbidden("You may see this organization but not say how long its data is kept.");
        }

        _db.AfterCommit(token => events.PublishAsync(EventTopics.Organization(target.Id), token));
        return null;
    }

    protected override ResourceIdentifier IdentifierOf(Organization target) => new(target.Name, OrganizationDocument.Type);
}
