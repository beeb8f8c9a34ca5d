using Microsoft.AspNetCore.Http;
using Platform.Access;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Results;

namespace Platform.Organizations;

/// <summary>Reads one organization, for showing it.</summary>
public sealed class GetOrganization(FindOrganization find, Authorizer access)
{
    public async Task<Result<OrganizationDetails>> ExecuteAsync(string nameOrId, CancellationToken cancellationToken) =>
        (await find.ExecuteAsync(nameOrId, cancellationToken)).TryGet(out var organization, out var refusal)
            ? new OrganizationDetails(organization, await access.PermissionsAsync(organization.Id, cancellationToken))
            : refusal;

    internal static async Task<IResult> HandleAsync(string organization, GetOrganization get, CancellationToken cancellationToken) =>
        (await get.ExecuteAsync(organization, cancellationToken)).ToHttp(details => JsonApiResults.Ok(OrganizationDocument.Of(details)));

    /// <summary>What the CLI reads first: without <c>operations</c> it would plan on the user's machine (protocol.md §4.0).</summary>
    internal static async Task<IResult> HandleEntitlementsAsync(string organization, GetOrganization get, CancellationToken cancellationToken) =>
        (await get.ExecuteAsync(organization, cancellationToken)).ToHttp(details =>
            JsonApiResults.Ok(new Resource(details.Organization.Id.Value, "entitlement-sets", new Entitlements())));

    /// <summary>What is there to be used; what is not built is not promised.</summary>
    [ResourceType("entitlement-sets")]
    private sealed record Entitlements
    {
        public bool Operations => true;
        public bool StateStorage => true;
        public bool Agents => false;
        public bool AuditLogging => true;
        public bool CostEstimation => false;
        public bool GlobalRunTasks => false;
        public bool PolicyEnforcement => false;
        public bool PrivateModuleRegistry => false;
        public bool PrivateRunTasks => false;
        public bool RunTasks => false;
        public bool Sentinel => false;
        public bool Sso => false;
        public bool Teams => true;
        public bool VcsIntegrations => false;
        public int? PolicyLimit => null;
        public int? RunTaskLimit => null;
        public int? UserLimit => null;
    }
}
