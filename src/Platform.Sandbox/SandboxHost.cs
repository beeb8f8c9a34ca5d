using Platform.Sandbox.Isolation;
using Platform.Sandbox.Native;
using Platform.Sandbox.Starting;

namespace Platform.Sandbox;

/// <summary>Starts programs on this host, each in a sandbox of its own.</summary>
/// <remarks>Keep one for as long as the process lives: disposing it ends every program that it started.</remarks>
public sealed class SandboxHost : IDisposable
{
    private readonly StarterThread _thread = new();
    private readonly HostPrograms _programs = HostPrograms.Find();
    private readonly TimeProvider _clock;
    private readonly bool _isolated;
    private readonly IProgramStarter _starter;

    /// <param name="clock">Measures the limits.</param>
    /// <param name="isolated">False: programs run on the host itself, unprotected. Only for hosts whose owner asked for it.</param>
    public SandboxHost(TimeProvider clock, bool isolated = true)
    {
        _clock = clock;
        _isolated = isolated;
        _starter = isolated ? new BubblewrapStarter(_thread, _programs, clock) : new UnprotectedStarter(_thread, _programs, clock);
    }

    /// <summary>Says whether programs can be started here with this kind of network, by starting one.</summary>
    public Task<SandboxSupport> CheckAsync(SandboxNetwork network, CancellationToken cancellationToken) =>
        _isolated
            ? new HostCheck(_thread, _programs, _clock).RunAsync(network, cancellationToken)
            : Task.FromResult(new SandboxSupport(null));

    /// <summary>Where a program with this work folder sees its files.</summary>
    public SandboxPaths PathsFor(string workFolder) => _isolated ? SandboxPaths.Isolated : SandboxPaths.OnHost(workFolder);

    /// <summary>Where a program sees a mount.</summary>
    public string PathOf(SandboxMount mount) => _isolated ? mount.Target : mount.Source;

    /// <summary>Starts a program; it runs when the task completes.</summary>
    /// <exception cref="SandboxStartException">A mount or folder does not exist, or the system refused, which <see cref="CheckAsync"/> explains.</exception>
    /// <remarks>A program that does not exist or may not be executed is found out later: it ends with an exit code that is not 0, and standard error says why.</remarks>
    public Task<SandboxProcess> StartAsync(SandboxRequest request, CancellationToken cancellationToken)
    {
        if (Libc.IsRoot && request.UserId is null or 0)
        {
            throw new ArgumentException("A process that is root must name the user that the program runs as.", nameof(request));
        }

        if (!Libc.IsRoot && request.UserId is not null)
        {
            throw new ArgumentException("Only root can run a program as another user.", nameof(request));
        }

        if (request.Network is not SandboxNetwork.None && (request.Fence is not { } fence || fence.UserId != request.UserId))
        {
            throw new ArgumentException("A network needs its fence, made for the same user.", nameof(request));
        }

        return _starter.StartAsync(request, cancellationToken);
    }

    /// <summary>Sets up everything for a program that is started later. Its work folder is that of then; mounts, private files and time limit are those of now.</summary>
    /// <exception cref="SandboxStartException">A mount does not exist, or the system refused, which <see cref="CheckAsync"/> explains.</exception>
    public Task<PreparedSandbox> PrepareAsync(SandboxRequest request, CancellationToken cancellationToken) => PreparedSandbox.OfAsync(this, request, cancellationToken);

    public void Dispose() => _thread.Dispose();
}
