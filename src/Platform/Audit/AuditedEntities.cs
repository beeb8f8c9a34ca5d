using System.Collections.Frozen;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Platform.Access;
using Platform.Access.Roles;
using Platform.Agents;
using Platform.Audit.Streaming;
using Platform.Blobs;
using Platform.ConfigurationVersions;
using Platform.Contracts.Ids;
using Platform.Identity;
using Platform.Identity.ServiceAccounts;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Runs;
using Platform.Runs.Exports;
using Platform.Runs.Logs;
using Platform.Secrets;
using Platform.StateVersions;
using Platform.Teams;
using Platform.Variables;
using Platform.Variables.Sets;
using Platform.Workspaces;
using Platform.Workspaces.RemoteState;

namespace Platform.Audit;

/// <summary>Which rows the audit trail tells of, and which not. A row that is in neither list fails a test.</summary>
internal static class AuditedEntities
{
    internal static readonly string[] OfEveryRow = ["Id", "Revision", "NormalizedName", "CreatedAt", "UpdatedAt"];

    /// <summary>Rows that are no decision of anybody, or whose decision another entry tells.</summary>
    public static FrozenDictionary<Type, string> LeftOut { get; } = new Dictionary<Type, string>
    {
        [typeof(AuditEntry)] = "the trail itself",
        [typeof(AuditHead)] = "the trail itself",
        [typeof(AuditStream)] = "how far the trail was sent",
        [typeof(StateVersionOutput)] = "comes with a state version, and holds its values",
        [typeof(Plan)] = "the run's own history tells of it",
        [typeof(Apply)] = "the run's own history tells of it",
        [typeof(Job)] = "the run's own history tells of it",
        [typeof(LogChunk)] = "what a run printed",
        [typeof(Node)] = "which servers live",
        [typeof(AccessRevision)] = "counts the changes that other entries tell of",
        [typeof(UnwantedBlob)] = "a note of what is to be swept",
        [typeof(AuthorizationCode)] = "lives a minute; the token that it becomes is told of",
    }.ToFrozenDictionary();

    public static FrozenDictionary<Type, AuditedEntity> All { get; } = new Dictionary<Type, AuditedEntity>
    {
        [typeof(Organization)] = Of("organization") with { FindPlace = (_, entry, _) => Task.FromResult(new ActPlace(AuditedEntity.Value<OrganizationId>(entry, "Id"))) },
        [typeof(Project)] = Of("project") with { FindPlace = (_, entry, _) => Task.FromResult(new ActPlace(((Project)entry.Entity).OrganizationId, ((Project)entry.Entity).Id)) },
        [typeof(ProjectTag)] = Of("project_tag"),
        [typeof(AccessGrant)] = Of("access_grant", "CreatedByUserId"),
        [typeof(Role)] = Of("role"),
        [typeof(ServiceAccount)] = Of("service_account", "UserId"),
        [typeof(Team)] = Of("team", "ServiceUserId"),
        [typeof(TeamMember)] = Of("team_member") with { FindPlace = (db, entry, token) => OfTeamAsync(db, ((TeamMember)entry.Entity).TeamId, token) },
        [typeof(OrganizationMembership)] = Of("organization_membership", "NormalizedEmail"),
        [typeof(TeamWorkspaceAccess)] = Of("team_workspace_access"),
        [typeof(TeamProjectAccess)] = Of("team_project_access"),
        [typeof(ApiToken)] = Of("authentication_token", "Hash", "LastUsedAt") with
        {
            // Those of runs come and go with every phase.
            When = entry => ((ApiToken)entry.Entity).Kind != ApiTokenKind.Run,
            FindPlace = (db, entry, token) => entry.Entity switch
            {
                ApiToken { TeamId: { } team } => OfTeamAsync(db, team, token),
                ApiToken { ServiceAccountId: { } account } => OfServiceAccountAsync(db, account, token),
                _ => Task.FromResult(new ActPlace(((ApiToken)entry.Entity).OrganizationId)),
            },
        },
        [typeof(SignInLink)] = Of("sign_in_link", "Hash") with { IdProperty = "UserId" },
        [typeof(User)] = Of("user", "SecurityStamp", "ConcurrencyStamp", "NormalizedUserName", "NormalizedEmail", "AccessFailedCount", "EmailConfirmed", "PhoneNumberConfirmed", "LockoutEnabled") with
        {
            Secret = new[] { "PasswordHash" }.ToFrozenSet(),
            // The account of a team or of a service account is made and deleted with that.
            When = entry => ((User)entry.Entity).IsPerson,
            Action = entry => WrongPasswords(entry) ? "check_password" : null,
            Refusal = entry => WrongPasswords(entry) ? "The password is wrong." : null,
        },
        [typeof(IdentityUserClaim<UserId>)] = Of("user_claim") with { IdProperty = "UserId" },
        [typeof(IdentityUserLogin<UserId>)] = Of("user_login") with { IdProperty = "UserId" },
        [typeof(IdentityUserToken<UserId>)] = Of("user_token") with { IdProperty = "UserId", Secret = new[] { "Value" }.ToFrozenSet() },
        [typeof(DataKey)] = Of("data_key", "WrappedKey") with { IdProperty = "OrganizationId" },
        [typeof(Workspace)] = Of(
            "workspace", "HoldingRunId", "CurrentRunId", "CurrentStateVersionId", "CurrentConfigurationVersionId", "ResourceCount", "EndedRuns", "FailedRuns", "FinishedPlans",
            "PlanMilliseconds", "FinishedApplies", "ApplyMilliseconds", "LockedAt", "LockInfo") with
        {
            FindPlace = (_, entry, _) => Task.FromResult(OfWorkspace((Workspace)entry.Entity)),
            Action = entry => Change(entry, "LockedByUserId") switch { (null, not null) => "lock", (not null, null) => "unlock", _ => null },
        },
        [typeof(WorkspaceTag)] = Of("workspace_tag"),
        [typeof(RemoteStateConsumer)] = Of("remote_state_consumer") with { FindPlace = (db, entry, token) => OfWorkspaceAsync(db, ((RemoteStateConsumer)entry.Entity).WorkspaceId, token) },
        [typeof(Variable)] = Of("variable"),
        [typeof(VariableSet)] = Of("variable_set"),
        [typeof(VariableSetVariable)] = Of("variable_set_variable"),
        [typeof(VariableSetWorkspace)] = Of("variable_set_workspace") with { FindPlace = (db, entry, token) => OfSetAsync(db, ((VariableSetWorkspace)entry.Entity).VariableSetId, token) },
        [typeof(VariableSetProject)] = Of("variable_set_project") with { FindPlace = (db, entry, token) => OfSetAsync(db, ((VariableSetProject)entry.Entity).VariableSetId, token) },
        [typeof(ConfigurationVersion)] = Of("configuration_version", "UploadStartedAt", "UploadedAt", "UnusedSince", "CreatedByUserId"),
        [typeof(StateVersion)] = Of("state_version", "ResourcesJson", "DeclaredOutputs", "UnusedSince", "FinalizedAt", "CreatedByUserId", "HasJson", "Md5", "FormatVersion"),

        // What becomes of a run is in its own history; who started it is said here, and below who did what to it.
        [typeof(Run)] = Of("run", "EncryptedVariables", "StatusTimes", "StatusChangedAt", "CreatedByUserId") with { When = entry => entry.State == EntityState.Added },
        [typeof(RunEvent)] = Of("run", "RunId", "At", "Action", "ActorUserId") with
        {
            IdProperty = "RunId",
            When = entry => entry is { State: EntityState.Added, Entity: RunEvent { ActorUserId: not null, Action: not RunEventActions.Created } },
            Action = entry => ((RunEvent)entry.Entity).Action,
            FindPlace = (db, entry, token) => OfRunAsync(db, ((RunEvent)entry.Entity).RunId, token),
        },
        [typeof(PlanExport)] = Of("plan_export", "LivePlanId", "EndedAt", "QueuedAt"),
    }.ToFrozenDictionary();

    private static AuditedEntity Of(string resourceType, params IEnumerable<string> leftOut) => new(resourceType) { LeftOut = OfEveryRow.Concat(leftOut).ToFrozenSet() };

    private static (object? Before, object? After) Change(EntityEntry entry, string property) =>
        entry.State == EntityState.Modified ? (entry.Property(property).OriginalValue, entry.Property(property).CurrentValue) : default;

    private static bool WrongPasswords(EntityEntry entry) =>
        Change(entry, "AccessFailedCount") is (int before, int after) && (after > before || (after == 0 && Change(entry, "LockoutEnd") is (null, not null)));

    private static ActPlace OfWorkspace(Workspace workspace) => new(workspace.OrganizationId, workspace.ProjectId, workspace.Id);

    // A row that this same save adds is in the tracker and not in the database yet.
    private static async Task<ActPlace> OfTeamAsync(PlatformDbContext db, TeamId id, CancellationToken cancellationToken) =>
        new((db.Teams.Local.FindEntry(id)?.Entity ?? await db.Teams.AsNoTracking().FirstOrDefaultAsync(t => t.Id == id, cancellationToken))?.OrganizationId);

    private static async Task<ActPlace> OfServiceAccountAsync(PlatformDbContext db, ServiceAccountId id, CancellationToken cancellationToken) =>
        new((db.ServiceAccounts.Local.FindEntry(id)?.Entity ?? await db.ServiceAccounts.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, cancellationToken))?.OrganizationId);

    private static async Task<ActPlace> OfWorkspaceAsync(PlatformDbContext db, WorkspaceId id, CancellationToken cancellationToken) =>
        (db.Workspaces.Local.FindEntry(id)?.Entity ?? await db.Workspaces.AsNoTracking().FirstOrDefaultAsync(w => w.Id == id, cancellationToken)) is { } workspace ? OfWorkspace(workspace) : default;

    private static async Task<ActPlace> OfSetAsync(PlatformDbContext db, VariableSetId id, CancellationToken cancellationToken) =>
        (db.VariableSets.Local.FindEntry(id)?.Entity ?? await db.VariableSets.AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, cancellationToken)) is { } set
            ? new(set.OrganizationId, set.ProjectId)
            : default;

    private static async Task<ActPlace> OfRunAsync(PlatformDbContext db, RunId id, CancellationToken cancellationToken) =>
        (db.Runs.Local.FindEntry(id)?.Entity ?? await db.Runs.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, cancellationToken)) is { } run
            ? new(run.OrganizationId, null, run.WorkspaceId)
            : default;
}
