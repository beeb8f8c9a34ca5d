namespace Platform.Agent.Jobs;

/// <summary>Says lengths of time in sentences.</summary>
internal static class Durations
{
    public static string Words(TimeSpan time) => time switch
    {
        { TotalSeconds: < 120 } => Counted(time.TotalSeconds, "second"),
        { TotalMinutes: < 120 } => Counted(time.TotalMinutes, "minute"),
        _ => Counted(time.TotalHours, "hour"),
    };

    private static string Counted(double number, string unit) => $"{number:0.#} {unit}{(number is 1 ? "" : "s")}";
}
