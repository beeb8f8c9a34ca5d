namespace Platform.Runs;

/// <summary>Names of a run's events, in the wire's words.</summary>
internal static class RunEventActions
{
    public const string Created = "created";
    public const string Planned = "planned";
    public const string Approved = "approved";
    public const string Applied = "applied";
    public const string Discarded = "discarded";
    public const string CancelRequested = "cancel_requested";
    public const string Canceled = "canceled";
    public const string ForceCanceled = "force_canceled";
    public const string Errored = "errored";
    public const string PlanRestarted = "plan_restarted";
    public const string Commented = "commented";
    public const string ForceExecuted = "force_executed";
}
