using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Access;
using Platform.Access.Roles;
using Platform.Audit;
using Platform.ConfigurationVersions;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Runs;
using Platform.Runs.Logs;
using Platform.Secrets;
using Platform.StateVersions;
using Platform.Teams;
using Platform.Variables;
using Platform.Variables.Sets;
using Platform.Workspaces;

namespace Platform.TestKit.Scale;

/// <summary>Fills an organization of a running platform with rows, many at once: one of each is made, and the database multiplies it.</summary>
/// <remarks>The logs' bytes and the states are no real ones: only lists read these rows.</remarks>
public sealed class LargeOrganization
{
    private const int LinesOfChunk = 10;
    private const int Projects = 50;
    private const int Teams = 200;
    private const int Members = 1000;
    private const int VariableSets = 100;
    private const int Outputs = 200;
    private const int Grants = 10_000;
    private readonly PlatformDbContext _db;
    private readonly ISecretBox _secrets;
    private readonly OrganizationId _organization;
    private readonly bool _isSqlite;
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    private LargeOrganization(PlatformDbContext db, ISecretBox secrets, OrganizationId organization)
    {
        _db = db;
        _secrets = secrets;
        _organization = organization;
        _isSqlite = db.Database.IsSqlite();
    }

    /// <summary>The workspace that has a tenth of all runs.</summary>
    public static WorkspaceId Busy { get; } = WorkspaceId.Wrap("ws-1000000000000001");

    /// <summary>A run of it.</summary>
    public static RunId Run { get; } = RunId.Wrap("run-1000000000000010");

    /// <summary>Its current state, which has outputs.</summary>
    public static StateVersionId State { get; } = StateVersionId.Wrap("sv-1000000000000001");

    public static ProjectId Project { get; } = ProjectId.Wrap("prj-1000000000000001");

    public static TeamId Team { get; } = TeamId.Wrap("team-1000000000000001");

    public static VariableSetId VariableSet { get; } = VariableSetId.Wrap("varset-1000000000000001");

    /// <summary>Makes the rows in the organization.</summary>
    public static async Task FillAsync(TestPlatform platform, string organization, int workspaces, int runs, int logLines, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(platform);
        await using var scope = platform.Services!.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        var id = await db.Organizations.Where(o => o.Name == organization).Select(o => o.Id).SingleAsync(cancellationToken);
        await new LargeOrganization(db, scope.ServiceProvider.GetRequiredService<ISecretBox>(), id).FillAsync(workspaces, runs, logLines, cancellationToken);
    }

    private async Task FillAsync(int workspaces, int runs, int logLines, CancellationToken cancellationToken)
    {
        var workspace = await AddTemplatesAsync(cancellationToken);
        var owner = $"(CASE WHEN i % 10 = 0 THEN 1 ELSE 1 + i % {Text(workspaces)} END)";
        await MultiplyAsync<Project>(Projects, new() { ["Id"] = Id("prj", "i"), ["Name"] = "'project-' || CAST(i AS TEXT)" }, cancellationToken);
        await MultiplyAsync<Workspace>(
            workspaces,
            new()
            {
                ["Id"] = Id("ws", "i"), ["Name"] = "'workspace-' || CAST(i AS TEXT)", ["NormalizedName"] = "'workspace-' || CAST(i AS TEXT)",
                ["ProjectId"] = Id("prj", $"1 + i % {Text(Projects)}"), ["CreatedAt"] = Ago("i"), ["UpdatedAt"] = Ago("i % 997"),
                ["CurrentRunId"] = Id("run", $"CASE WHEN i < 10 THEN 10 * i ELSE i - 1 END"), ["CurrentStateVersionId"] = Id("sv", "i"),
            },
            cancellationToken);
        await MultiplyAsync<WorkspaceTag>(
            workspaces, new() { ["WorkspaceId"] = Id("ws", "i"), ["Key"] = "'team'", ["Value"] = "'t' || CAST(i % 100 AS TEXT)" }, cancellationToken, $"\"WorkspaceId\" = '{workspace}'");
        await MultiplyAsync<ConfigurationVersion>(runs, new() { ["Id"] = Id("cv", "i"), ["WorkspaceId"] = Id("ws", owner), ["CreatedAt"] = Ago("i") }, cancellationToken);
        await MultiplyAsync<Run>(
            runs,
            new()
            {
                ["Id"] = Id("run", "i"), ["WorkspaceId"] = Id("ws", owner), ["ConfigurationVersionId"] = Id("cv", "i"), ["PlanId"] = Id("plan", "i"), ["ApplyId"] = Id("apply", "i"),
                ["Status"] = "CASE WHEN i % 1000 = 1 THEN 'Pending' WHEN i % 1000 = 2 THEN 'Planned' WHEN i % 10 = 3 THEN 'Errored' ELSE 'Applied' END",
                ["Message"] = "'change ' || CAST(i AS TEXT)", ["CreatedAt"] = Ago("i"), ["StatusChangedAt"] = Ago("i"),
            },
            cancellationToken);
        await MultiplyAsync<Plan>(runs, new() { ["Id"] = Id("plan", "i"), ["RunId"] = Id("run", "i"), ["Status"] = "'Finished'" }, cancellationToken);
        await MultiplyAsync<Apply>(runs, new() { ["Id"] = Id("apply", "i"), ["RunId"] = Id("run", "i"), ["Status"] = "'Finished'" }, cancellationToken);
        await MultiplyAsync<RunEvent>(runs, new() { ["Id"] = Id("re", "i"), ["RunId"] = Id("run", "CASE WHEN i <= 60 THEN 10 ELSE i END"), ["At"] = Ago("i") }, cancellationToken);
        await MultiplyAsync<StateVersion>(
            runs, new() { ["Id"] = Id("sv", "i"), ["WorkspaceId"] = Id("ws", owner), ["RunId"] = Id("run", "i"), ["Serial"] = "i", ["CreatedAt"] = Ago("i") }, cancellationToken);
        await MultiplyAsync<LogChunk>(logLines / LinesOfChunk, new() { ["Phase"] = Id("plan", $"1 + i % {Text(runs)}"), ["Offset"] = $"400 * (i / {Text(runs)})" }, cancellationToken);
        await AddOutputsAsync(cancellationToken);
        await FillPeopleAsync(workspaces, cancellationToken);
        await MultiplyAsync<VariableSet>(
            VariableSets,
            new() { ["Id"] = Id("varset", "i"), ["Name"] = "'set-' || CAST(i AS TEXT)", ["NormalizedName"] = "'set-' || CAST(i AS TEXT)" },
            cancellationToken);
        await MultiplyAsync<VariableSetVariable>(
            VariableSets, new() { ["Id"] = Id("var", "i"), ["VariableSetId"] = Id("varset", "1 + i % 10"), ["Key"] = "'key-' || CAST(i AS TEXT)" }, cancellationToken);
        await MultiplyAsync<VariableSetWorkspace>(
            VariableSets, new() { ["VariableSetId"] = Id("varset", "i"), ["WorkspaceId"] = Id("ws", "1") }, cancellationToken);
        await MultiplyAsync<Variable>(
            VariableSets, new() { ["Id"] = Id("var", $"{Text(VariableSets)} + i"), ["WorkspaceId"] = Id("ws", "1"), ["Key"] = "'key-' || CAST(i AS TEXT)" }, cancellationToken);
        await FillTrailAsync(runs, cancellationToken);
        await _db.Database.ExecuteSqlRawAsync(_isSqlite ? "PRAGMA wal_checkpoint(TRUNCATE)" : "ANALYZE", cancellationToken);
    }

    /// <summary>Outputs of the busy workspace's current state: each is sealed for itself, so that no row can be the copy of another.</summary>
    private async Task AddOutputsAsync(CancellationToken cancellationToken)
    {
        for (var i = 1; i <= Outputs; i++)
        {
            var id = StateVersionOutputId.New();
            var value = await _secrets.SealAsync(_organization, id.Value, "true"u8.ToArray(), cancellationToken);
            _db.Add(new StateVersionOutput { Id = id, StateVersionId = State, Name = $"output-{Text(i)}", IsSensitive = false, Type = "boolean", EncryptedValue = value });
        }

        await _db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Teams with members, each with access to some workspaces; the busy workspace and the first project are open to all.</summary>
    private async Task FillPeopleAsync(int workspaces, CancellationToken cancellationToken)
    {
        await MultiplyAsync<Team>(Teams, new() { ["Id"] = Id("team", "i"), ["Name"] = "'team-' || CAST(i AS TEXT)" }, cancellationToken, "\"Name\" = 'template'");
        await MultiplyAsync<OrganizationMembership>(
            Members,
            new() { ["Id"] = Id("ou", "i"), ["Email"] = "'p' || CAST(i AS TEXT) || '@example.com'", ["NormalizedEmail"] = "'P' || CAST(i AS TEXT) || '@EXAMPLE.COM'" },
            cancellationToken,
            "\"Email\" = 'template@example.com'");
        await MultiplyAsync<TeamMember>(Members, new() { ["TeamId"] = Id("team", $"1 + i % {Text(Teams / 10)}"), ["MembershipId"] = Id("ou", "i") }, cancellationToken);
        await MultiplyAsync<TeamWorkspaceAccess>(
            workspaces - 1, new() { ["Id"] = Id("tws", "i"), ["TeamId"] = Id("team", $"1 + i % {Text(Teams)}"), ["WorkspaceId"] = Id("ws", "1 + i") }, cancellationToken);
        await MultiplyAsync<TeamWorkspaceAccess>(
            Teams, new() { ["Id"] = Id("tws", $"{Text(workspaces)} + i"), ["TeamId"] = Id("team", "i"), ["WorkspaceId"] = Id("ws", "1") }, cancellationToken);
        await MultiplyAsync<AccessGrant>(
            Grants, new() { ["Id"] = Id("grant", "i"), ["TeamId"] = Id("team", $"1 + i % {Text(Teams)}"), ["WorkspaceId"] = Id("ws", $"1 + i % {Text(workspaces)}"), ["CreatedAt"] = Ago("i") }, cancellationToken);
        await MultiplyAsync<TeamProjectAccess>(Teams, new() { ["Id"] = Id("tprj", "i"), ["TeamId"] = Id("team", "i"), ["ProjectId"] = Id("prj", "1") }, cancellationToken);
    }

    /// <summary>As many entries of the audit trail as there are runs. Their places lie far beyond the real ones, and the chain does not hold them.</summary>
    private Task<int> FillTrailAsync(int runs, CancellationToken cancellationToken) => MultiplyAsync<AuditEntry>(
        runs,
        new()
        {
            ["Id"] = _isSqlite ? "printf('%08X-0000-4000-8000-000000000000', i)" : "CAST(lpad(to_hex(i), 8, '0') || '-0000-4000-8000-000000000000' AS uuid)",
            ["At"] = Ago("i"), ["Sequence"] = "1000000000 + i", ["Hash"] = "t.\"Mac\"", ["ResourceId"] = Id("run", "i"),
            ["ActorId"] = Id("user", "1 + i % 500"), ["Outcome"] = "CASE WHEN i % 50 = 0 THEN 'Refused' ELSE 'Done' END",
        },
        cancellationToken,
        $"\"OrganizationId\" = '{_organization}'");

    private async Task<WorkspaceId> AddTemplatesAsync(CancellationToken cancellationToken)
    {
        var organization = await _db.Organizations.SingleAsync(o => o.Id == _organization, cancellationToken);
        var workspace = new Workspace
        {
            Id = WorkspaceId.New(), OrganizationId = _organization, ProjectId = organization.DefaultProjectId, Name = "template", NormalizedName = "template", CreatedAt = _now, UpdatedAt = _now,
        };
        var configuration = new ConfigurationVersion
        {
            Id = ConfigurationVersionId.New(), OrganizationId = _organization, WorkspaceId = workspace.Id, Status = ConfigurationVersionStatus.Uploaded, CreatedAt = _now,
        };
        var run = new Run
        {
            Id = RunId.New(), OrganizationId = _organization, WorkspaceId = workspace.Id, ConfigurationVersionId = configuration.Id, PlanId = PlanId.New(), ApplyId = ApplyId.New(),
            CreatedAt = _now, StatusChangedAt = _now, CreatedByUserId = await _db.Users.Select(u => u.Id).FirstAsync(cancellationToken),
        };
        var state = new StateVersion
        {
            Id = StateVersionId.New(), OrganizationId = _organization, WorkspaceId = workspace.Id, Status = StateVersionStatus.Finalized, Serial = 1, Md5 = new string('a', 32), CreatedAt = _now, FinalizedAt = _now,
        };
        AddPeople(workspace, run.CreatedByUserId.Value);
        AddVariables(workspace.Id);
        _db.AddRange(
            workspace, configuration, run, state,
            new WorkspaceTag { WorkspaceId = workspace.Id, OrganizationId = _organization, Key = "team", Value = "t0" },
            new Plan { Id = run.PlanId, RunId = run.Id },
            new Apply { Id = run.ApplyId, RunId = run.Id },
            new RunEvent { Id = RunEventId.New(), RunId = run.Id, Action = "commented", Status = run.Status, Comment = "Looks right.", At = _now },
            new LogChunk { Phase = run.PlanId.Value, Stream = LogStream.Text, Offset = 0, Bytes = new byte[400], Length = 400 });
        await _db.SaveChangesAsync(cancellationToken);
        return workspace.Id;
    }

    private void AddPeople(Workspace workspace, UserId user)
    {
        var team = new Team { Id = TeamId.New(), OrganizationId = _organization, Name = "template", Visibility = TeamVisibility.Organization, ServiceUserId = user, CreatedAt = _now };
        var member = new OrganizationMembership
        {
            Id = OrganizationMembershipId.New(), OrganizationId = _organization, Email = "template@example.com", NormalizedEmail = "TEMPLATE@EXAMPLE.COM", CreatedAt = _now,
        };
        _db.AddRange(
            team, member,
            new TeamMember { TeamId = team.Id, MembershipId = member.Id },
            new AccessGrant { Id = AccessGrantId.New(), TeamId = team.Id, RoleId = BuiltInRoles.IdOf(BuiltInRole.Read), OrganizationId = _organization, WorkspaceId = workspace.Id, CreatedAt = _now },
            new Role { Id = RoleId.New(), OrganizationId = _organization, Name = "planners", NormalizedName = "PLANNERS", Permissions = ["runs:plan"], CreatedAt = _now, UpdatedAt = _now },
            new TeamWorkspaceAccess { Id = TeamWorkspaceAccessId.New(), TeamId = team.Id, OrganizationId = _organization, WorkspaceId = workspace.Id, Level = WorkspaceLevel.Write },
            new TeamProjectAccess { Id = TeamProjectAccessId.New(), TeamId = team.Id, OrganizationId = _organization, ProjectId = workspace.ProjectId, Level = ProjectLevel.Read });
    }

    private void AddVariables(WorkspaceId workspace)
    {
        var set = new VariableSet { Id = VariableSetId.New(), OrganizationId = _organization, Name = "template", NormalizedName = "template", CreatedAt = _now, UpdatedAt = _now };
        _db.AddRange(
            set,
            new VariableSetWorkspace { VariableSetId = set.Id, WorkspaceId = workspace },
            new VariableSetVariable
            {
                Id = VariableId.New(), OrganizationId = _organization, VariableSetId = set.Id, Key = "template", Category = VariableCategory.Terraform, IsSensitive = true, EncryptedValue = new byte[40], CreatedAt = _now,
            },
            new Variable
            {
                Id = VariableId.New(), OrganizationId = _organization, WorkspaceId = workspace, Key = "template", Category = VariableCategory.Terraform, IsSensitive = true, EncryptedValue = new byte[40], CreatedAt = _now,
            });
    }

    /// <summary>Inserts the one row that is there again and again, with other values in some columns; <c>i</c> counts from 1.</summary>
    private Task<int> MultiplyAsync<T>(int count, Dictionary<string, string> columns, CancellationToken cancellationToken, string? which = null)
    {
        var entity = _db.Model.FindEntityType(typeof(T))!;
        var table = entity.GetTableName();
        var names = entity.GetProperties().Select(property => property.GetColumnName()).ToArray();
        var values = names.Select(name => columns.GetValueOrDefault(name, $"t.\"{name}\""));
        var sql = $"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Text(count)})
            INSERT INTO "{table}" ({string.Join(", ", names.Select(name => $"\"{name}\""))})
            SELECT {string.Join(", ", values)} FROM n CROSS JOIN (SELECT * FROM "{table}" {(which is null ? "" : $"WHERE {which}")} LIMIT 1) t
            """;
        return _db.Database.ExecuteSqlRawAsync(sql.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal), cancellationToken);
    }

    private static string Id(string prefix, string number) => $"'{prefix}-' || CAST(1000000000000000 + ({number}) AS TEXT)";

    private string Ago(string seconds) => _isSqlite
        ? $"{Text(_now.UtcTicks)} - ({seconds}) * 10000000"
        : $"TIMESTAMPTZ '{_now.ToString("O", CultureInfo.InvariantCulture)}' - ({seconds}) * INTERVAL '1 second'";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
