using Platform.IntegrationTests.CommandLine;
using Platform.TestKit;

namespace Platform.IntegrationTests.Compatibility;

/// <summary>Tests that are the rows of docs/compatibility.md: each with every client on PATH, both ways to name the platform, and both databases.</summary>
[Trait("Needs", "tool"), Trait("Needs", "sandbox"), Trait("Needs", "postgresql")]
public abstract class CompatibilityTests(SharedPlatform shared, CompatibilityTable table)
{
    /// <summary>A resource whose creation takes no time.</summary>
    protected const string OneResource = """
        resource "terraform_data" "one" {
        }
        """;

    public static TheoryData<string, Backend, TestDatabase> Everywhere() => [.. from client in Clients() from backend in Enum.GetValues<Backend>() from database in Databases() select (client, backend, database)];

    public static TheoryData<string, Backend, TestDatabase> OnlyRemote() => [.. from client in Clients() from database in Databases() select (client, Backend.Remote, database)];

    public static TheoryData<string, Backend, TestDatabase> OnlyCloud() => [.. from client in Clients() from database in Databases() select (client, Backend.Cloud, database)];

    /// <summary>An empty folder and a new organization.</summary>
    private protected async Task<Workbench> OpenAsync(string client, Backend backend, TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var platform = await shared.GetAsync(database, cancellationToken);
        return await Workbench.CreateAsync(platform, await Client.OfAsync(client, platform, cancellationToken), backend, table, cancellationToken);
    }

    /// <summary>A folder that is initialized for a new workspace.</summary>
    private protected async Task<Workbench> OpenAsync(string client, Backend backend, TestDatabase database, string configuration)
    {
        var bench = await OpenAsync(client, backend, database);
        await bench.InitializeAsync(configuration, TestContext.Current.CancellationToken);
        return bench;
    }

    // A machine without a client still lists the tests, which then say what is missing.
    private static IEnumerable<string> Clients() => Needs.CommandLines().Keys.DefaultIfEmpty("terraform");

    private static TestDatabase[] Databases() => [TestDatabase.Sqlite, TestDatabase.PostgreSql];
}
