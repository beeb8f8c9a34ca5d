using Microsoft.Extensions.Configuration;
using Platform.Discovery;
using Platform.Persistence;

namespace Platform.Scheduling;

/// <summary>What this node's schedulers do.</summary>
public sealed record SchedulingSettings
{
    /// <summary>The shared database that holds the triggers; null: they live in this process (design.md §2).</summary>
    public string? PostgreSqlConnectionString { get; init; }

    /// <summary>How many phases run here at once.</summary>
    public required int Slots { get; init; }

    /// <summary>This node carries out phases. One that does not still rings for others.</summary>
    public required bool FiresPhases { get; init; }

    /// <summary>This node runs recurring work.</summary>
    public required bool RunsMaintenance { get; init; }

    /// <summary>How often a node of a cluster says that it lives. One that was silent for three times as long is taken for dead, and what it had fired is fired elsewhere.</summary>
    public TimeSpan CheckIn { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Reads them from the sections <c>Database</c> and <c>Platform</c>.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="slots">How many phases run here at once.</param>
    public static SchedulingSettings From(IConfiguration configuration, int slots)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var node = configuration.GetSection(PlatformOptions.Section).Get<PlatformOptions>() ?? new();
        return new SchedulingSettings
        {
            PostgreSqlConnectionString = DatabaseOptions.PostgreSqlConnectionString(configuration),
            Slots = slots,
            FiresPhases = node.Has(NodeRole.Worker),
            RunsMaintenance = node.Has(NodeRole.Scheduler),
        };
    }
}
