using System.Globalization;

namespace Platform.Web.Display;

/// <summary>Times and durations in few words.</summary>
public static class TimeText
{
    /// <summary>How long ago something was, for example <c>3 min ago</c>; a date when it is more than a month.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now)
    {
        var age = now - at;
        return age switch
        {
            { TotalSeconds: < 10 } => "just now",
            { TotalSeconds: < 60 } => $"{(int)age.TotalSeconds} s ago",
            { TotalMinutes: < 60 } => $"{(int)age.TotalMinutes} min ago",
            { TotalHours: < 24 } => $"{(int)age.TotalHours} h ago",
            { TotalDays: < 31 } => $"{(int)age.TotalDays} d ago",
            _ => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>A duration, for example <c>1 min 12 s</c>.</summary>
    public static string Lasting(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 1 } => "under 1 s",
        { TotalSeconds: < 60 } => $"{(int)duration.TotalSeconds} s",
        { TotalMinutes: < 60 } => $"{(int)duration.TotalMinutes} min {duration.Seconds} s",
        _ => $"{(int)duration.TotalHours} h {duration.Minutes} min",
    };
}
