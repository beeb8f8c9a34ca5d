using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Platform.Access;
using Platform.Access.Roles;
using Platform.Agents;
using Platform.Audit;
using Platform.Audit.Streaming;
using Platform.Blobs;
using Platform.ConfigurationVersions;
using Platform.Contracts.Ids;
using Platform.Identity;
using Platform.Identity.ServiceAccounts;
using Platform.Organizations;
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

namespace Platform.Persistence;

/// <summary>The database. It holds the sets and the conventions; each entity has its mapping beside it.</summary>
public sealed class PlatformDbContext(DbContextOptions<PlatformDbContext> options) : IdentityUserContext<User, UserId>(options)
{
    private readonly List<Func<CancellationToken, Task>> _afterCommit = [];
    private bool _accessChanged;

    public DbSet<Organization> Organizations => Set<Organization>();
    public DbSet<Project> Projects => Set<Project>();
    public DbSet<ProjectTag> ProjectTags => Set<ProjectTag>();
    public DbSet<Role> Roles => Set<Role>();
    public DbSet<AccessGrant> AccessGrants => Set<AccessGrant>();
    public DbSet<AccessRevision> AccessRevisions => Set<AccessRevision>();
    public DbSet<Team> Teams => Set<Team>();
    public DbSet<TeamMember> TeamMembers => Set<TeamMember>();
    public DbSet<OrganizationMembership> OrganizationMemberships => Set<OrganizationMembership>();
    public DbSet<TeamWorkspaceAccess> TeamWorkspaces => Set<TeamWorkspaceAccess>();
    public DbSet<TeamProjectAccess> TeamProjects => Set<TeamProjectAccess>();
    public DbSet<ServiceAccount> ServiceAccounts => Set<ServiceAccount>();
    public DbSet<ApiToken> ApiTokens => Set<ApiToken>();
    public DbSet<AuthorizationCode> AuthorizationCodes => Set<AuthorizationCode>();
    public DbSet<SignInLink> SignInLinks => Set<SignInLink>();
    public DbSet<DataKey> DataKeys => Set<DataKey>();
    public DbSet<Workspace> Workspaces => Set<Workspace>();
    public DbSet<WorkspaceTag> WorkspaceTags => Set<WorkspaceTag>();
    public DbSet<RemoteStateConsumer> RemoteStateConsumers => Set<RemoteStateConsumer>();
    public DbSet<Variable> Variables => Set<Variable>();
    public DbSet<VariableSet> VariableSets => Set<VariableSet>();
    public DbSet<VariableSetVariable> VariableSetVariables => Set<VariableSetVariable>();
    public DbSet<VariableSetWorkspace> VariableSetWorkspaces => Set<VariableSetWorkspace>();
    public DbSet<VariableSetProject> VariableSetProjects => Set<VariableSetProject>();
    public DbSet<ConfigurationVersion> ConfigurationVersions => Set<ConfigurationVersion>();
    public DbSet<StateVersion> StateVersions => Set<StateVersion>();
    public DbSet<StateVersionOutput> StateVersionOutputs => Set<StateVersionOutput>();
    public DbSet<Run> Runs => Set<Run>();
    public DbSet<RunEvent> RunEvents => Set<RunEvent>();
    public DbSet<Plan> Plans => Set<Plan>();
    public DbSet<PlanExport> PlanExports => Set<PlanExport>();
    public DbSet<Apply> Applies => Set<Apply>();
    public DbSet<Job> Jobs => Set<Job>();
    public DbSet<Node> Nodes => Set<Node>();
    public DbSet<LogChunk> LogChunks => Set<LogChunk>();
    public DbSet<UnwantedBlob> UnwantedBlobs => Set<UnwantedBlob>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();
    public DbSet<AuditStream> AuditStreams => Set<AuditStream>();

    /// <summary>Who keeps a record of what is saved; asked for at the first save, since it works through this context itself.</summary>
    internal Func<IChangeRecorder>? Recorder { get; set; }

    /// <summary>Does something once the running transaction is committed; dropped when it is not.</summary>
    /// <remarks>Only for what may be lost (a doorbell, an announcement): the rows are the truth.</remarks>
    public void AfterCommit(Func<CancellationToken, Task> action) => _afterCommit.Add(action);

    /// <summary>Ends one use of the context; the next one finds nothing of it.</summary>
    public override void Dispose()
    {
        Leave();
        Recorder = null;
        base.Dispose();
    }

    public override ValueTask DisposeAsync()
    {
        Leave();
        Recorder = null;
        return base.DisposeAsync();
    }

    /// <summary>Drops what was left for the end of a transaction that does not come.</summary>
    internal void Leave()
    {
        _afterCommit.Clear();
        _accessChanged = false;
    }

    /// <summary>Raises the revision when rights were changed.</summary>
    /// <remarks>The last statement of a transaction: who waits for this row must be about to ask for nothing that another holds.</remarks>
    internal async Task WriteAccessRevisionAsync(CancellationToken cancellationToken)
    {
        if (_accessChanged)
        {
            _accessChanged = false;
            await AccessRevisions.ExecuteUpdateAsync(row => row.SetProperty(r => r.Number, r => r.Number + 1), cancellationToken);
        }
    }

    internal IReadOnlyList<Func<CancellationToken, Task>> TakeAfterCommit()
    {
        var actions = _afterCommit.ToArray();
        _afterCommit.Clear();
        return actions;
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var entry in ChangeTracker.Entries<ConcurrentEntity>())
        {
            if (entry.State is EntityState.Modified or EntityState.Added)
            {
                entry.Entity.Revision++;
            }
        }

        _accessChanged |= ChangeTracker.Entries<IDecidesAccess>().Any(IsChanged);
        var recorded = Recorder is { } recorder && ChangeTracker.Entries().Any(IsChanged) ? await recorder().RecordAsync(this, cancellationToken) : [];
        try
        {
            return await WriteAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        catch
        {
            // Whoever saves again records again.
            foreach (var row in recorded)
            {
                Entry(row).State = EntityState.Detached;
            }

            throw;
        }
    }

    /// <summary>Nothing waits for the database on a thread.</summary>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) => throw new NotSupportedException("Save asynchronously.");

    private async Task<int> WriteAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken)
    {
        if (!_accessChanged || Database.CurrentTransaction is not null)
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        await using var transaction = await Database.BeginTransactionAsync(cancellationToken);
        var written = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        await WriteAccessRevisionAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return written;
    }

    private static bool IsChanged(EntityEntry entry) => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        ResourceIdConversion.Configure(configurationBuilder);
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
        if (Database.IsSqlite())
        {
            // SQLite cannot order by DateTimeOffset; ticks in UTC order as time does.
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicksConverter>();
        }
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(PlatformDbContext).Assembly);
        foreach (var entity in builder.Model.GetEntityTypes())
        {
            if (typeof(ConcurrentEntity).IsAssignableFrom(entity.ClrType))
            {
                builder.Entity(entity.ClrType).Property(nameof(ConcurrentEntity.Revision)).IsConcurrencyToken();
            }
        }
    }
}
