using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Persistence;
using Platform.TestKit;
using Platform.TestKit.Scale;

namespace Platform.UnitTests.Contract;

/// <summary>Two promises of every list: what it asks the database does not grow with the page, and no question reads a whole table that grows.</summary>
public sealed partial class ListScaleTests
{
    /// <summary>These grow with use. The others do not: organizations, projects, users, roles, tokens of a person, teams, variables and their sets stay within what people write by hand.</summary>
    private static readonly HashSet<string> Growing =
    [
        "Workspaces", "WorkspaceTags", "Runs", "Plans", "PlanExports", "Applies", "RunEvents", "Jobs", "LogChunks", "ConfigurationVersions", "StateVersions", "StateVersionOutputs",
        "TeamWorkspaces", "TeamProjects", "TeamMembers", "OrganizationMemberships", "AccessGrants", "AuditEntries",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_list_asks_as_often_for_50_as_for_5_and_by_an_index(TestDatabase database)
    {
        using var recorder = new SqlRecorder();
        await using var platform = await TestPlatform.StartAsync(new TestOptions { Database = database, Workers = false }, Token);
        var organization = await platform.Api.CreateOrganizationAsync(Token);
        await LargeOrganization.FillAsync(platform, organization, workspaces: 300, runs: 3000, logLines: 1000, Token);
        var user = (await platform.Api.GetAsync("account/details", Token)).GetProperty("id").GetString()!;
        await using var scope = platform.Services!.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();
        recorder.Database = database == TestDatabase.Sqlite ? platform.DataDirectory : db.Database.GetDbConnection().Database;
        var faults = new List<string>();
        foreach (var list in Lists.In(organization, user))
        {
            // Once before: the first request of all fills caches.
            await platform.Api.GetAsync($"{list}&page[size]=5", Token);
            var few = await AskAsync(platform, recorder, $"{list}&page[size]=5");
            var many = await AskAsync(platform, recorder, $"{list}&page[size]=50");
            if (few.Count != many.Count)
            {
                faults.Add($"{list} sends {few.Count} queries for 5 and {many.Count} for 50");
            }

            foreach (var query in many.Where(query => !AsksForNothing().IsMatch(query.Text)))
            {
                faults.AddRange((await ScansAsync(db, query)).Select(scan => $"{list} reads all of {scan}:\n{query.Text}"));
            }
        }

        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
    }

    /// <summary>The queries of a request, once two in a row have sent as many: now and then a token is looked up again.</summary>
    private static async Task<IReadOnlyList<RecordedQuery>> AskAsync(TestPlatform platform, SqlRecorder recorder, string list)
    {
        IReadOnlyList<RecordedQuery> last = [];
        for (var attempt = 0; attempt < 5; attempt++)
        {
            recorder.Take();
            await platform.Api.GetAsync(list, Token);
            var next = recorder.Take();
            if (next.Count > 0 && next.Count == last.Count)
            {
                return next;
            }

            last = next;
        }

        return last;
    }

    /// <summary>The growing tables that the database would read from one end to the other.</summary>
    private static async Task<IEnumerable<string>> ScansAsync(PlatformDbContext db, RecordedQuery query)
    {
        var isSqlite = db.Database.IsSqlite();
        await db.Database.OpenConnectionAsync(Token);
        await using var command = db.Database.GetDbConnection().CreateCommand();

        // Small tables are read whole by PostgreSQL whatever indexes they have; where it may not, what it still reads whole has none.
        command.CommandText = isSqlite ? $"EXPLAIN QUERY PLAN {query.Text}" : $"SET enable_seqscan = off; EXPLAIN {query.Text}";
        foreach (var (name, value) in query.Parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        var lines = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync(Token))
        {
            while (await reader.ReadAsync(Token))
            {
                lines.Add(reader.GetString(reader.FieldCount - 1));
            }
        }

        var tables = Alias().Matches(query.Text).GroupBy(match => match.Groups["alias"].Value).ToDictionary(group => group.Key, group => group.First().Groups["table"].Value);
        return lines.Select(line => isSqlite ? SqliteScan().Match(line) : PostgreSqlScan().Match(line)).Where(match => match.Success)
            .Select(match => match.Groups["name"].Value).Select(name => isSqlite ? tables.GetValueOrDefault(name, name) : name).Where(Growing.Contains).Distinct();
    }

    [GeneratedRegex("\"(?<table>[A-Za-z]+)\" AS \"?(?<alias>[a-z0-9]+)\"?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alias();

    [GeneratedRegex(@"WHERE (0|FALSE)\s*(ORDER|LIMIT|\z)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AsksForNothing();

    [GeneratedRegex("^SCAN (?<name>[A-Za-z0-9]+)(?! USING)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SqliteScan();

    [GeneratedRegex("Seq Scan on \"(?<name>[A-Za-z]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PostgreSqlScan();
}
