namespace Platform.Scheduling.Maintenance;

/// <summary>Recurring work of a module. It runs in a scope of its own, as the platform itself, and never overlaps itself on one node.</summary>
public interface IMaintenanceTask
{
    Task RunAsync(CancellationToken cancellationToken);
}
