using System.Diagnostics.CodeAnalysis;
using Platform.Access;
using Platform.Scheduling.Maintenance;

namespace Platform.Audit;

/// <summary>Keeps a flood of refused attempts from filling the disk: of one source so many a minute are listed, the rest are counted in one entry.</summary>
internal sealed class RefusalLimit
{
    private const int ListedInAMinute = 20;
    private const int MostSources = 10_000;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly Lock _one = new();
    private Dictionary<string, Window> _windows = [];

    /// <summary>Whether the attempt is to be listed; if not, it was counted.</summary>
    public bool Take(string source, Caller caller, Act act, DateTimeOffset now)
    {
        lock (_one)
        {
            // Whoever comes from ever new addresses shares one place.
            var key = _windows.Count < MostSources || _windows.ContainsKey(source) ? source : "";
            if (!_windows.TryGetValue(key, out var window))
            {
                _windows[key] = window = new Window(now);
            }

            if (++window.Attempts <= ListedInAMinute)
            {
                return true;
            }

            (window.Caller, window.Last) = (caller, act);
            return false;
        }
    }

    /// <summary>What was only counted in minutes that are over, or in all.</summary>
    public IReadOnlyList<(Caller Caller, Act Act)> Counted(DateTimeOffset now, bool all)
    {
        lock (_one)
        {
            var over = _windows.Where(pair => all || now - pair.Value.Since >= Minute).ToList();
            _windows = over.Count == _windows.Count ? [] : _windows.Except(over).ToDictionary();
            return
            [
                .. over.Select(pair => pair.Value).Where(window => window.Last is not null).Select(window =>
                    (window.Caller!, window.Last! with { Count = window.Attempts - ListedInAMinute, Outcome = AuditOutcome.Refused })),
            ];
        }
    }

    [SuppressMessage("Performance", "CA1812", Justification = "It is made above.")]
    private sealed class Window(DateTimeOffset since)
    {
        public DateTimeOffset Since { get; } = since;
        public int Attempts { get; set; }
        public Caller? Caller { get; set; }
        public Act? Last { get; set; }
    }
}

/// <summary>Writes how often somebody was refused beyond what was listed.</summary>
internal sealed class WriteCounted(RefusalLimit limit, WriteEntry write, TimeProvider clock) : IMaintenanceTask
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var (caller, act) in limit.Counted(clock.GetUtcNow(), all: false))
        {
            await write.ExecuteAsync(caller, act, cancellationToken);
        }
    }
}
