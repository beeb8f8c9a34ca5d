using Microsoft.EntityFrameworkCore;
using Platform.Events;
using Platform.Scheduling;

namespace Platform.UnitTests.Scheduling;

public sealed class MemoryDoorbellTests : DoorbellConformance, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("doorbell-").FullName;

    private protected override Task<SchedulingNode> StartNodeAsync(bool firesPhases, CancellationToken cancellationToken) => SchedulingNode.StartAsync(
        new SchedulingSettings { Slots = 2, FiresPhases = firesPhases, RunsMaintenance = false },
        database => database.UseSqlite($"Data Source={_folder}/test.db;Pooling=False"),
        new MemoryEventStream(),
        _ => { },
        cancellationToken);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
