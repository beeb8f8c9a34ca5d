using System.Globalization;

namespace Platform.Agents.Workers;

/// <summary>The ids of the users that have processes on this machine.</summary>
internal static class LivingUsers
{
    public static IReadOnlySet<long> Read()
    {
        var users = new HashSet<long>();
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            users.UnionWith(UsersOf(Path.Combine(process, "status")));
        }

        return users;
    }

    /// <summary>A process has four, which differ while it changes them: real, effective, saved, and that of its file accesses.</summary>
    private static IEnumerable<long> UsersOf(string status)
    {
        try
        {
            var line = File.ReadLines(status).FirstOrDefault(line => line.StartsWith("Uid:", StringComparison.Ordinal));
            return line is null ? [] : [.. line.Split('\t')[1..].Select(user => long.Parse(user, CultureInfo.InvariantCulture))];
        }
        catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
        {
            // It ended in the meantime.
            return [];
        }
    }
}
