namespace Platform.Scheduling;

/// <summary>The two schedulers of a node, which are also the keys of their services.</summary>
internal static class SchedulerNames
{
    /// <summary>Fires phases, as many at once as there are job slots.</summary>
    public const string Phases = "phases";

    /// <summary>Fires recurring work on threads of its own, so that long phases never hold it up.</summary>
    public const string Maintenance = "maintenance";
}
