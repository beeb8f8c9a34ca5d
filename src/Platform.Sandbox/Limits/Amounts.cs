namespace Platform.Sandbox.Limits;

/// <summary>Amounts as people say them.</summary>
internal static class Amounts
{
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB"];

    internal static string Bytes(long bytes)
    {
        var unit = 0;
        var amount = (decimal)bytes;
        while (amount >= 1024 && unit < Units.Length - 1)
        {
            amount /= 1024;
            unit++;
        }

        return $"{amount:0.#} {Units[unit]}";
    }

    internal static string Time(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => $"{time.TotalHours:0.#} h",
        { TotalMinutes: >= 1 } => $"{time.TotalMinutes:0.#} min",
        _ => $"{time.TotalSeconds:0.#} s",
    };
}
