using System.Globalization;
using Platform.TestKit;

namespace Platform.IntegrationTests.Crashes;

/// <summary>Finds and ends the processes that carry out a platform's jobs.</summary>
internal static class RunningJob
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Kills the agents that work on jobs of this platform, as <c>kill -9</c> does, and waits until they are gone.</summary>
    /// <remarks>More than one where the agent of a plan still makes its documents.</remarks>
    public static async Task KillAgentsAsync(TestPlatform platform, CancellationToken cancellationToken)
    {
        var agents = Agents(platform).ToList();
        Assert.NotEmpty(agents);
        foreach (var agent in agents)
        {
            try
            {
                using var process = System.Diagnostics.Process.GetProcessById(agent);
                process.Kill();
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
            {
                // It ended by itself since.
            }
        }

        await Eventually.IsAsync(_ => Task.FromResult(agents.All(IsDead)), "the agents are gone", Limit, cancellationToken);
    }

    /// <summary>Whether an agent works on a job of this platform.</summary>
    public static bool Any(TestPlatform platform) => Agents(platform).Any();

    /// <summary>The agents with a job: each has a file of it open below the platform's own folder. One that only rehearses has such a file too, of its rehearsal.</summary>
    private static IEnumerable<int> Agents(TestPlatform platform)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && IsAgent(folder) && HasJobOf(folder, platform.DataDirectory))
            {
                yield return id;
            }
        }
    }

    private static bool IsAgent(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0') is [var program, ..] && Path.GetFileName(program) == "Platform.Agent";
        }
        catch (IOException)
        {
            // It ended while we looked.
            return false;
        }
    }

    private static bool HasJobOf(string folder, string dataDirectory)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(folder, "fd"))
                .Any(file => File.ResolveLinkTarget(file, returnFinalTarget: false)?.FullName is { } target
                    && target.StartsWith(dataDirectory, StringComparison.Ordinal) && target.EndsWith("/kept/events.log", StringComparison.Ordinal)
                    && !target.Contains("/rehearsal-", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>It is gone, or nobody has asked yet how it ended.</summary>
    private static bool IsDead(int id)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat")).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }
}
