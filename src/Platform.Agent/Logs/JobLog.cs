using System.Buffers;
using System.Text;
using Platform.Agent.Rendering;
using Platform.Contracts.Runs;

namespace Platform.Agent.Logs;

/// <summary>The two logs of a phase (protocol.md §6.4): one for people, one that keeps the tool's events.</summary>
internal sealed class JobLog(LogSpool text, LogSpool events, EventRenderer renderer) : IDisposable
{
    private const int LongestPart = 64 * 1024;

    public LogSpool Text { get; } = text;

    public LogSpool Events { get; } = events;

    private int _begun;

    /// <summary>The first bytes, written once; the clients throw the first three lines of an apply away and expect them to be plain.</summary>
    public void Begin(ToolName tool, string? version)
    {
        if (Interlocked.Exchange(ref _begun, 1) == 1)
        {
            return;
        }

        var name = tool switch { ToolName.Tofu => "OpenTofu", ToolName.Terraform => "Terraform" };
        Text.Begin();
        Events.Begin();
        Say($"{name}{(version is null ? "" : $" v{version}")}\non {Tools.ToolPlatform.OperatingSystem}_{Tools.ToolPlatform.Architecture}\nInitializing plugins and modules...");
    }

    /// <summary>Adds a plain line to both logs.</summary>
    public void Say(string line)
    {
        Text.Write(line + "\n");
        Events.Write(line + "\n");
    }

    /// <summary>Adds a sentence about what the platform itself did, in a way that stands out between the tool's lines.</summary>
    public void Notice(string sentence)
    {
        Text.Write($"{Ansi.Bold}{Ansi.Yellow}{sentence}{Ansi.Reset}\n");
        Events.Write(sentence + "\n");
    }

    /// <summary>Adds an error of the platform, in the same form as the tool's own.</summary>
    public void Error(string summary)
    {
        Text.Write(DiagnosticBox.Render(DiagnosticSeverity.Error, summary));
        Events.Write($"Error: {summary}\n");
    }

    /// <summary>Takes one line of the tool's standard output: an event, or plain text that slipped in between.</summary>
    public ToolEvent? TakeToolLine(ReadOnlySequence<byte> line)
    {
        var bytes = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
        if (bytes.IsEmpty || bytes[0] != '{')
        {
            Say(Encoding.UTF8.GetString(bytes));
            return null;
        }

        if (EventLine.IsClean(bytes))
        {
            Events.WriteCleanLine(bytes);
        }
        else if (EventLine.Clean(bytes) is { } clean)
        {
            Events.WriteCleanLine(clean);
        }
        else
        {
            Say(Encoding.UTF8.GetString(bytes));
            return null;
        }

        return Show(bytes);
    }

    private ToolEvent? Show(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (ToolEvent.TryParse(bytes) is { } parsed)
            {
                Text.Write(renderer.Render(parsed) ?? "");
                return parsed;
            }
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or OverflowException or IndexOutOfRangeException or KeyNotFoundException)
        {
            // Anything that runs in the sandbox can print a line that only looks like an event; it must not end the reading of those behind it.
        }

        Text.Write(Encoding.UTF8.GetString(bytes) + "\n");
        return null;
    }

    /// <summary>Adds text for people only, for example the body of a plan, which event readers render themselves.</summary>
    public void ShowText(string text) => Text.Write(text);

    /// <summary>The same for text that may be longer than memory; what is beyond the log's limit is not read.</summary>
    public async Task ShowTextAsync(TextReader text, CancellationToken cancellationToken)
    {
        var buffer = new char[LongestPart];
        var held = 0;
        while (!Text.IsFull && await text.ReadAsync(buffer.AsMemory(held), cancellationToken) is > 0 and var read)
        {
            // Whole lines, so that no colour is cut in two; a line longer than that may lose one.
            var available = held + read;
            var end = buffer.AsSpan(0, available).LastIndexOf('\n') + 1;
            end = end == 0 && available == buffer.Length ? available : end;
            Text.Write(new string(buffer, 0, end));
            buffer.AsSpan(end, available - end).CopyTo(buffer);
            held = available - end;
        }

        Text.Write(new string(buffer, 0, held));
    }

    public void Complete()
    {
        Text.Complete();
        Events.Complete();
    }

    public void Dispose()
    {
        Text.Dispose();
        Events.Dispose();
    }
}
