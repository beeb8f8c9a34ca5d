using Medallion.Shell;
using Platform.Sandbox.Isolation;
using Platform.Sandbox.Starting;

namespace Platform.Sandbox.Network;

/// <summary>slirp4netns: leads a network namespace to the internet without any right on the host.</summary>
internal sealed class Uplink : IAsyncDisposable
{
    internal const string Device = "tap0";

    /// <summary>Where slirp4netns answers by default.</summary>
    internal const string Gateway = "10.0.2.2";

    private readonly Command _command;
    private readonly FileStream _leash;

    private Uplink(Command command, FileStream leash)
    {
        _command = command;
        _leash = leash;
    }

    internal static async Task<Uplink> StartAsync(int init, int? userId, StarterThread thread, HostPrograms programs, CancellationToken cancellationToken)
    {
        var slirp = programs.Slirp ?? throw new SandboxStartException(HostCheck.SlirpMissing);
        var (ready, readyReader) = InheritedFile.PipeFromChild();
        await using var ours = readyReader;
        // It ends when our end of this pipe is closed, also when this process dies.
        var (leash, leashHolder) = InheritedFile.PipeToChild();
        var child = new ChildCommand(
            slirp,
            [
                "--configure", "--mtu=65520", "--disable-host-loopback", $"--ready-fd={ready.Number}", $"--exit-fd={leash.Number}",
                $"--userns-path=/proc/{init}/ns/user", "--netns-type=path", $"/proc/{init}/ns/net", Device,
            ],
            ChildCommand.NoEnvironment,
            [ready, leash]).As(userId, programs);
        Command command;
        using (ready)
        {
            using (leash)
            {
                command = await thread.RunAsync(child.Start, cancellationToken);
            }
        }

        command.StandardOutput.Discard();
        var said = command.StandardError.ReadToEndAsync(CancellationToken.None);
        var answer = new byte[1];
        if (await ours.ReadAsync(answer, cancellationToken) == 1)
        {
            return new Uplink(command, leashHolder);
        }

        await leashHolder.DisposeAsync();
        throw new SandboxStartException($"slirp4netns could not open the network: {(await said).Trim()}");
    }

    public async ValueTask DisposeAsync()
    {
        await _leash.DisposeAsync();
        await _command.Process.WaitForExitAsync();
        ((IDisposable)_command).Dispose();
    }
}
