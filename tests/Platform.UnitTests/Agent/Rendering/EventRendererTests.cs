using System.Text;
using System.Text.RegularExpressions;
using Platform.Agent.Rendering;

namespace Platform.UnitTests.Agent.Rendering;

public sealed partial class EventRendererTests
{
    /// <summary>The same apply recorded twice from the real tool: its events, and what it printed for people.</summary>
    [Fact]
    public void An_apply_reads_like_the_tools_own_output()
    {
        var rendered = Rendered(new EventRenderer(holdDiagnostics: false), "apply.jsonl");

        Assert.Equal(Plain(File.ReadAllText(Recorded("apply.txt"))), Plain(rendered));
    }

    [Fact]
    public void A_plan_prints_nothing_by_itself_and_its_diagnostics_when_asked()
    {
        var renderer = new EventRenderer(holdDiagnostics: true);

        Assert.Equal("", Rendered(renderer, "plan.jsonl"));
        Assert.Contains("Warning: Check block assertion known after apply", Plain(renderer.TakeHeldDiagnostics()));
        Assert.Equal("", renderer.TakeHeldDiagnostics());
    }

    [Theory]
    [InlineData("""{"type":"refresh_start","@message":"","hook":{"resource":{"addr":"a.b"},"id_key":"id","id_value":"x"}}""", "a.b: Refreshing state... [id=x]")]
    [InlineData("""{"type":"apply_start","@message":"","hook":{"resource":{"addr":"data.a.b"},"action":"read"}}""", "data.a.b: Reading...")]
    [InlineData("""{"type":"apply_progress","@message":"","hook":{"resource":{"addr":"a.b"},"action":"delete","elapsed_seconds":70,"id_key":"id","id_value":"x"}}""", "a.b: Still destroying... [id=x, 1m10s elapsed]")]
    [InlineData("""{"type":"apply_complete","@message":"","hook":{"resource":{"addr":"a.b"},"action":"update","elapsed_seconds":1,"id_key":"id","id_value":"x"}}""", "a.b: Modifications complete after 1s [id=x]")]
    [InlineData("""{"type":"something_new","@message":"says this"}""", "says this")]
    public void An_event_becomes_the_line_the_tool_prints(string line, string expected) =>
        Assert.Equal(expected, Plain(new EventRenderer(holdDiagnostics: false).Render(ToolEvent.TryParse(Encoding.UTF8.GetBytes(line))!)!).Trim());

    [Theory, InlineData("""{"type":"apply_start","hook":7}"""), InlineData("{"), InlineData("""{"@message":{}}""")]
    public void A_line_of_another_shape_is_no_event(string line) => Assert.Null(ToolEvent.TryParse(Encoding.UTF8.GetBytes(line)));

    private static string Rendered(EventRenderer renderer, string recording) =>
        string.Concat(File.ReadAllLines(Recorded(recording)).Select(line => renderer.Render(ToolEvent.TryParse(Encoding.UTF8.GetBytes(line))!)));

    private static string Recorded(string name) => Path.Combine(AppContext.BaseDirectory, "Agent", "Rendering", "Recorded", name);

    /// <summary>Without colours, and with ids that differ between the two recordings made alike.</summary>
    private static string Plain(string text) =>
        string.Join('\n', Id.Replace(Colour.Replace(text, ""), "[id=…]").Split('\n').Select(line => line.TrimEnd()));

    [GeneratedRegex(@"\x1b\[[0-9;]*m", RegexOptions.NonBacktracking)]
    private static partial Regex Colour { get; }

    [GeneratedRegex(@"\[id=[0-9a-f-]{36}\]", RegexOptions.NonBacktracking)]
    private static partial Regex Id { get; }
}
