using System.Text;

namespace Platform.Agent.Rendering;

/// <summary>Turns the tool's events into the lines that the tool prints on a terminal.</summary>
/// <param name="holdDiagnostics">
/// In a plan the tool shows diagnostics below the plan's body, which is rendered after the last event; they are then taken with <see cref="TakeHeldDiagnostics"/>.
/// </param>
internal sealed class EventRenderer(bool holdDiagnostics)
{
    // What a configuration complains about must not fill the memory.
    private const int MostHeld = 8 * 1024 * 1024;

    private readonly StringBuilder _held = new();
    private bool _heldEnough;

    /// <summary>Text with its line ends, or null when the tool would print nothing.</summary>
    public string? Render(ToolEvent line) => line switch
    {
        { Type: "diagnostic", Diagnostic: { } diagnostic } => RenderDiagnostic(diagnostic),
        { Type: "refresh_start", Hook: { } hook } => Progress($"{hook.Resource?.Addr}: Refreshing state...{Id(hook)}"),
        { Type: "apply_start", Hook: { } hook } => Progress($"{hook.Resource?.Addr}: {ActionWords.Of(hook.Action).Start}...{Id(hook)}"),
        { Type: "apply_progress", Hook: { } hook } => Progress($"{hook.Resource?.Addr}: Still {ActionWords.Of(hook.Action).Progress}... [{Details(hook)}{Elapsed(hook)} elapsed]"),
        { Type: "apply_complete", Hook: { } hook } => Progress($"{hook.Resource?.Addr}: {ActionWords.Of(hook.Action).Noun} complete after {Elapsed(hook)}{Id(hook)}"),
        { Type: "ephemeral_op_start", Hook: { } hook } => Progress($"{hook.Resource?.Addr}: {ActionWords.Of(hook.Action).Start}..."),
        { Type: "ephemeral_op_progress", Hook: { } hook } => Progress($"{hook.Resource?.Addr}: Still {ActionWords.Of(hook.Action).Progress}... [{Elapsed(hook)} elapsed]"),
        { Type: "ephemeral_op_complete", Hook: { } hook } => Progress($"{hook.Resource?.Addr}: {ActionWords.Of(hook.Action).Noun} complete after {Elapsed(hook)}"),
        { Type: "provision_start", Hook: { } hook } => Progress($"{hook.Resource?.Addr}: Provisioning with '{hook.Provisioner}'..."),
        { Type: "provision_progress", Hook: { } hook } => Provisioned(hook),
        { Type: "change_summary", Changes.Operation: "apply" or "destroy" } => $"{Ansi.Reset}{Ansi.Bold}{Ansi.Green}\n{line.Message}\n{Ansi.Reset}",
        { Type: "outputs", Outputs: { } outputs } => OutputsBlock.Render(outputs),
        { Type: "change_summary" or "version" or "planned_change" or "resource_drift" or "refresh_complete" or "provision_complete" or "provision_errored" or "apply_errored" or "ephemeral_op_errored" or "outputs" } => null,
        _ => line.Message.Length == 0 ? null : line.Message + "\n",
    };

    /// <summary>The diagnostics that were held, once.</summary>
    public string TakeHeldDiagnostics()
    {
        var text = _held.ToString();
        _held.Clear();
        return text;
    }

    private static string Progress(string text) => $"{Ansi.Reset}{Ansi.Bold}{text}{Ansi.Reset}\n";

    private static string Provisioned(HookEvent hook)
    {
        var text = new StringBuilder();
        foreach (var line in (hook.Output ?? "").Split('\n'))
        {
            text.Append($"{Ansi.Reset}{Ansi.Bold}{hook.Resource?.Addr} ({hook.Provisioner}):{Ansi.Reset} {line}\n");
        }

        return text.ToString();
    }

    private static string Id(HookEvent hook) => string.IsNullOrEmpty(hook.IdValue) ? "" : $" [{hook.IdKey}={hook.IdValue}]";

    private static string Details(HookEvent hook) => string.IsNullOrEmpty(hook.IdValue) ? "" : $"{hook.IdKey}={hook.IdValue}, ";

    private static string Elapsed(HookEvent hook)
    {
        var elapsed = TimeSpan.FromSeconds(Math.Round(hook.ElapsedSeconds ?? 0));
        return elapsed switch
        {
            { TotalHours: >= 1 } => $"{(int)elapsed.TotalHours}h{elapsed.Minutes}m{elapsed.Seconds}s",
            { TotalMinutes: >= 1 } => $"{elapsed.Minutes}m{elapsed.Seconds}s",
            _ => $"{elapsed.Seconds}s",
        };
    }

    private string? RenderDiagnostic(Diagnostic diagnostic)
    {
        var box = DiagnosticBox.Render(diagnostic);
        if (!holdDiagnostics)
        {
            return box;
        }

        if (!_heldEnough)
        {
            _heldEnough = _held.Length + box.Length > MostHeld;
            _held.Append(_heldEnough ? "... More diagnostics are not shown.\n" : box);
        }

        return null;
    }
}

/// <summary>How the tools speak of an action.</summary>
internal sealed record ActionWords(string Start, string Progress, string Noun)
{
    public static ActionWords Of(string? action) => action switch
    {
        "create" => new("Creating", "creating", "Creation"),
        "update" => new("Modifying", "modifying", "Modifications"),
        "delete" => new("Destroying", "destroying", "Destruction"),
        "replace" => new("Replacing", "replacing", "Replacement"),
        "read" => new("Reading", "reading", "Read"),
        "import" => new("Importing", "importing", "Import"),
        "open" => new("Opening", "opening", "Opening"),
        "renew" => new("Renewing", "renewing", "Renewal"),
        "close" => new("Closing", "closing", "Closing"),
        _ => new("Applying", "applying", "Apply"),
    };
}
