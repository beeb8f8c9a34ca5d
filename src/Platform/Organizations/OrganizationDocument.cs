using System.Collections.Frozen;
using Platform.Access;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Organizations.Retention;

namespace Platform.Organizations;

/// <summary>An organization with what the caller may do in it.</summary>
public sealed record OrganizationDetails(Organization Organization, FrozenSet<Permission> Permissions);

/// <summary>How an organization reads on the wire (protocol.md §11.1): its id is its name, and its lasting id an attribute.</summary>
internal static class OrganizationDocument
{
    public const string Type = "organizations";

    public static Resource Of(OrganizationDetails details)
    {
        var organization = details.Organization;
        return new Resource(
            organization.Name,
            Type,
            new OrganizationAttributes
            {
                Name = organization.Name,
                Email = organization.Email,
                ExternalId = organization.Id.Value,
                EnvironmentId = OrganizationName.AliasOf(organization.Id),
                CreatedAt = organization.CreatedAt,
                DefaultExecutionMode = organization.DefaultExecutionMode,
                Permissions = new OrganizationPermissions(
                    CanUpdate: details.Permissions.Contains(Permission.ManageOrganization),
                    CanDestroy: details.Permissions.Contains(Permission.ManageOrganization),
                    CanCreateProject: details.Permissions.Contains(Permission.CreateProjects),
                    CanCreateWorkspace: details.Permissions.Contains(Permission.CreateWorkspaces),
                    CanManageTags: details.Permissions.Contains(Permission.UpdateWorkspace),
                    CanTraverse: true,
                    CanCreateTeam: details.Permissions.Contains(Permission.ManageTeams),
                    CanManageUsers: details.Permissions.Contains(Permission.ManageMembership),
                    CanUpdateApiToken: details.Permissions.Contains(Permission.ManageOrganization),
                    CanReadVarsets: details.Permissions.Contains(Permission.ReadVariableSets),
                    CanManageVarsets: details.Permissions.Contains(Permission.ManageVariableSets)),
            },
            new Dictionary<string, Relationship>
            {
                ["default-project"] = Relationship.ToOne("projects", organization.DefaultProjectId.Value),
                ["default-agent-pool"] = Relationship.Nothing,
                ["entitlement-set"] = Relationship.ToOne("entitlement-sets", organization.Id.Value),
                [DataRetentionPolicyDocument.Relation] = DataRetentionPolicyDocument.RelationOf(organization, $"/api/v2/organizations/{organization.Name}"),
            },
            new Dictionary<string, string> { ["self"] = $"/api/v2/organizations/{organization.Name}" });
    }

    [ResourceType("organizations")]
    private sealed record OrganizationAttributes
    {
        public required string Name { get; init; }
        public required string? Email { get; init; }
        public required string ExternalId { get; init; }

        /// <summary>The id's alias for those who call organizations environments; an attribute of this platform's own.</summary>
        public required string EnvironmentId { get; init; }

        public required DateTimeOffset CreatedAt { get; init; }
        public required OrganizationPermissions Permissions { get; init; }
        public required ExecutionMode DefaultExecutionMode { get; init; }
        public string CollaboratorAuthPolicy => "password";
        public bool CostEstimationEnabled => false;
        public bool AssessmentsEnforced => false;
        public bool AllowForceDeleteWorkspaces => true;
        public bool SamlEnabled => false;
    }

    private sealed record OrganizationPermissions(
        bool CanUpdate, bool CanDestroy, bool CanCreateProject, bool CanCreateWorkspace, bool CanManageTags, bool CanTraverse, bool CanCreateTeam, bool CanManageUsers,
        bool CanUpdateApiToken, bool CanReadVarsets, bool CanManageVarsets)
    {
        public bool CanAccessViaTeams => true;
        public bool CanCreateModule => false;
        public bool CanCreateProvider => false;
        public bool CanCreateWorkspaceMigration => false;
        public bool CanManageSubscription => false;
        public bool CanManageSso => false;
        public bool CanManageRunTasks => false;
        public bool CanManageAgents => false;
        public bool CanManageModules => false;
        public bool CanManageNoCodeModules => false;
        public bool CanDeployNoCodeModules => false;
        public bool CanReadRunTasks => false;
        public bool CanUpdateOauth => false;
        public bool CanUpdateSentinel => false;
        public bool CanUpdateSshKeys => false;
        public bool CanStartTrial => false;
    }
}
