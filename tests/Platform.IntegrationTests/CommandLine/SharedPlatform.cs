using System.Globalization;
using Platform.TestKit;

[assembly: AssemblyFixture(typeof(Platform.IntegrationTests.CommandLine.SharedPlatform))]

namespace Platform.IntegrationTests.CommandLine;

/// <summary>One platform for each database, for all tests of the command line, started by the first test that asks for it.</summary>
/// <remarks>Each test has an organization of its own, so that the tests do not see each other.</remarks>
public sealed class SharedPlatform : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly Dictionary<TestDatabase, TestPlatform> _platforms = [];
    private readonly int _slots;

    /// <summary>With more slots than processors: most tests sleep in a provisioner or wait for the client.</summary>
    public SharedPlatform()
        : this(slots: 4)
    {
    }

    internal SharedPlatform(int slots) => _slots = slots;

    public Task<TestPlatform> GetAsync(CancellationToken cancellationToken) => GetAsync(TestDatabase.Sqlite, cancellationToken);

    public async Task<TestPlatform> GetAsync(TestDatabase database, CancellationToken cancellationToken)
    {
        Needs.Sandbox();
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (!_platforms.TryGetValue(database, out var platform))
            {
                var settings = new Dictionary<string, string> { ["Worker:Slots"] = _slots.ToString(CultureInfo.InvariantCulture) };
                platform = await TestPlatform.StartAsync(new TestOptions { Database = database, Settings = settings }, cancellationToken);
                _platforms.Add(database, platform);
            }

            return platform;
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var platform in _platforms.Values)
        {
            await platform.DisposeAsync();
        }

        _starting.Dispose();
    }
}
