namespace Platform.Sandbox;

/// <summary>A sandbox that is set up and in which nothing of its program has run yet. To set one up takes longer than to begin in it.</summary>
/// <remarks>
/// A shell waits inside for one line and becomes the program then. If nobody is left to write that line, the shell ends:
/// a program never begins after the process that prepared it has died.
/// </remarks>
public sealed class PreparedSandbox : IAsyncDisposable
{
    private const string Wait = """IFS= read -r go && cd -P -- "$1" && shift && exec "$@" """;

    private readonly SandboxRequest _request;
    private bool _isUsed;

    private PreparedSandbox(SandboxProcess waiting, SandboxRequest request)
    {
        Waiting = waiting;
        _request = request;
    }

    /// <summary>The shell that waits, and later the program.</summary>
    internal SandboxProcess Waiting { get; }

    /// <summary>Starts the program, once; it runs when the task completes. What the work folder holds by now is what it finds.</summary>
    /// <exception cref="SandboxStartException">The folder it is to run in does not exist.</exception>
    public async Task<SandboxProcess> StartAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isUsed, this);
        WorkFolder.RequireFolder(_request.WorkFolder, _request.CurrentDirectory);
        try
        {
            await Waiting.StandardInput.WriteAsync("\n"u8.ToArray(), cancellationToken);
            await Waiting.StandardInput.FlushAsync(cancellationToken);
        }
        catch (IOException) when (Waiting.Completion.IsCompleted)
        {
            // It ended while it waited; its exit code says so.
        }

        _isUsed = true;
        return Waiting;
    }

    /// <summary>Gives the sandbox up. Does nothing once its program was started.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isUsed)
        {
            _isUsed = true;
            await Waiting.DisposeAsync();
        }
    }

    internal static async Task<PreparedSandbox> OfAsync(SandboxHost host, SandboxRequest request, CancellationToken cancellationToken)
    {
        var waiting = request with
        {
            FileName = "/bin/sh",
            Arguments = ["-c", Wait, "sh", Path.Combine(host.PathsFor(request.WorkFolder).Work, request.CurrentDirectory), request.FileName, .. request.Arguments],
            CurrentDirectory = "",
        };
        return new PreparedSandbox(await host.StartAsync(waiting, cancellationToken), request);
    }
}
