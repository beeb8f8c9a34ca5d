using Platform.TestKit;

namespace Platform.IntegrationTests.Nodes;

/// <summary>The first node of a site on PostgreSQL, which carries out nothing itself; each test lets others join.</summary>
public sealed class SharedSite : IAsyncLifetime
{
    public TestPlatform First { get; private set; } = null!;

    public async ValueTask InitializeAsync() => First = await TestPlatform.StartAsync(
        new TestOptions { Database = TestDatabase.PostgreSql, Workers = false }, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => First.DisposeAsync();
}
