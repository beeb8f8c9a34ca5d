using System.Text;
using Platform.TestKit;

[assembly: AssemblyFixture(typeof(Platform.IntegrationTests.Compatibility.CompatibilityTable))]

namespace Platform.IntegrationTests.Compatibility;

/// <summary>What the tests of this folder saw, held against docs/compatibility.md or, when told so, written there.</summary>
/// <remarks>
/// With <c>PLATFORM_COMPATIBILITY=write</c> the tables of the clients that were seen are written anew when all tests have ended. Without it, a client and
/// version that the page has a table of must do what its row says.
/// </remarks>
public sealed class CompatibilityTable : IDisposable
{
    private const string Begin = "<!-- what the tests saw begins -->";
    private const string End = "<!-- what the tests saw ends -->";
    private static readonly string Page = Path.Combine(Repository.Root, "docs", "compatibility.md");
    private readonly bool _write = Environment.GetEnvironmentVariable("PLATFORM_COMPATIBILITY") == "write";
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Client, Row Row, Backend Backend), string> _seen = [];
    private readonly Dictionary<string, Dictionary<string, string[]>> _page = Read();

    /// <summary>Notes what a client did, on every database the same.</summary>
    public void Add(string client, Row row, Backend backend, string seen)
    {
        ArgumentNullException.ThrowIfNull(row);
        lock (_lock)
        {
            if (!_seen.TryAdd((client, row, backend), seen))
            {
                Assert.Equal(_seen[(client, row, backend)], seen);
            }
        }

        if (!_write && _page.TryGetValue(client, out var rows))
        {
            Assert.True(rows.TryGetValue(Key(row), out var cells), $"docs/compatibility.md has no row '{row.Command}' below '{row.Section}' for {client}: let the tests write it (CONTRIBUTING.md).");
            Assert.Equal(cells[(int)backend], seen);
        }
    }

    public void Dispose()
    {
        if (!_write)
        {
            return;
        }

        var text = File.ReadAllText(Page);
        var begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);
        File.WriteAllText(Page, $"{text[..begin]}\n\n{Tables()}{text[end..]}");
    }

    private static string Key(Row row) => $"{row.Section}|{row.Command}";

    private string Tables()
    {
        var text = new StringBuilder();
        foreach (var client in _seen.Keys.Select(key => key.Client).Distinct().Order(StringComparer.Ordinal))
        {
            text.Append("## ").Append(client).Append("\n\n");
            foreach (var section in _seen.Keys.Where(key => key.Client == client).GroupBy(key => key.Row.Section).OrderBy(group => group.Key, StringComparer.Ordinal))
            {
                text.Append("### ").Append(section.Key).Append("\n\n| command | `backend \"remote\"` | `cloud {}` |\n|---|---|---|\n");
                foreach (var row in section.Select(key => key.Row).Distinct().OrderBy(row => row.Command, StringComparer.Ordinal))
                {
                    text.Append("| ").Append(row.Command);
                    foreach (var backend in Enum.GetValues<Backend>())
                    {
                        text.Append(" | ").Append(_seen.GetValueOrDefault((client, row, backend), "–"));
                    }

                    text.Append(" |\n");
                }

                text.Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>The page's rows by client and by section and command; the cells in the order of <see cref="Backend"/>.</summary>
    private static Dictionary<string, Dictionary<string, string[]>> Read()
    {
        var clients = new Dictionary<string, Dictionary<string, string[]>>();
        var text = File.ReadAllText(Page);
        var (rows, section) = (new Dictionary<string, string[]>(), "");
        foreach (var line in text[text.IndexOf(Begin, StringComparison.Ordinal)..text.IndexOf(End, StringComparison.Ordinal)].Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                clients[line[3..]] = rows = [];
            }
            else if (line.StartsWith("### ", StringComparison.Ordinal))
            {
                section = line[4..];
            }
            else if (line.StartsWith("| ", StringComparison.Ordinal) && line.Split(" | ") is { Length: 3 } cells)
            {
                rows[$"{section}|{cells[0][2..]}"] = [cells[1], cells[2][..^2]];
            }
        }

        return clients;
    }
}
