namespace Platform.Scheduling.Maintenance;

/// <summary>How often a task of maintenance runs.</summary>
internal sealed record MaintenanceSchedule(string Name, TimeSpan Every, bool OneNodeAtATime, Type Task);
