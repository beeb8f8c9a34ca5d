using Medallion.Shell;
using Platform.Sandbox.Isolation;
using Platform.Sandbox.Limits;
using Platform.Sandbox.Native;

namespace Platform.Sandbox.Starting;

/// <summary>Starts a program in a bubblewrap sandbox.</summary>
internal sealed class BubblewrapStarter(StarterThread thread, HostPrograms programs, TimeProvider clock) : IProgramStarter
{
    public async Task<SandboxProcess> StartAsync(SandboxRequest request, CancellationToken cancellationToken)
    {
        var bubblewrap = programs.Bubblewrap ?? throw new SandboxStartException(HostCheck.BubblewrapMissing);
        WorkFolder.GiveTo(request.WorkFolder, request.UserId);
        WorkFolder.RequireFolder(request.WorkFolder, request.CurrentDirectory);
        var network = request is { Network: not SandboxNetwork.None, Fence: { } fence }
            ? await fence.NamespaceAsync(request.Network, thread, programs, cancellationToken)
            : null;
        var (information, informationReader) = InheritedFile.PipeFromChild();
        await using var ourInformation = informationReader;
        var (gate, gateWriter) = InheritedFile.PipeToChild();
        await using var ourGate = gateWriter;

        Command command;
        using (var options = new BubblewrapArguments())
        {
            options.AddDescriptor("--info-fd", information)
                .AddDescriptor("--block-fd", gate)
                .AddIsolation(ownNetwork: network is null)
                .AddSystem(request)
                .AddRequest(request);
            var child = new ChildCommand(
                bubblewrap,
                ["--args", options.ToFile().Number, "--", request.FileName, .. request.Arguments],
                ChildCommand.NoEnvironment,
                options.Inherited);
            child = (network is null ? child : network.Join(child, programs)).As(request.UserId, programs);
            command = await thread.RunAsync(child.Start, cancellationToken);
        }

        // Our copies of the child's ends are closed by now, so that its end is an end for us too.
        return await OpenGateAsync(command, request, ourInformation, ourGate, cancellationToken);
    }

    private async Task<SandboxProcess> OpenGateAsync(Command command, SandboxRequest request, FileStream information, FileStream gate, CancellationToken cancellationToken)
    {
        var tree = await SandboxInformation.ReadAsync(information) ?? throw new SandboxStartException(await SandboxInformation.WhyAsync(command, cancellationToken));
        try
        {
            if (!await LimitAsync(tree.Init, request, cancellationToken) || !await OpenAsync(gate, cancellationToken))
            {
                throw new SandboxStartException(await SandboxInformation.WhyAsync(command, cancellationToken));
            }

            return new SandboxProcess(command, tree, process => new LimitWatcher(process, tree, request, clock), () => { });
        }
        catch
        {
            // Its end takes bubblewrap along; the other way round it may stay.
            tree.Kill();
            tree.Dispose();
            throw;
        }
    }

    /// <summary>Lets the sandbox begin. False when nobody passes the gate, because the set-up failed before it.</summary>
    private static async Task<bool> OpenAsync(FileStream gate, CancellationToken cancellationToken)
    {
        try
        {
            gate.WriteByte(0);
        }
        catch (IOException)
        {
            return false;
        }

        while (Libc.UnreadBytes(gate.SafeFileHandle) > 0)
        {
            // Asked again, for the sandbox may have passed and closed the gate between the two questions.
            if (Libc.HasNoReader(gate.SafeFileHandle) && Libc.UnreadBytes(gate.SafeFileHandle) > 0)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), cancellationToken);
        }

        return true;
    }

    private Task<bool> LimitAsync(int init, SandboxRequest request, CancellationToken cancellationToken)
    {
        KernelLimits.PreferForOutOfMemory(init);
        bool Apply() => KernelLimits.Apply(init, request.Limits);
        return thread.RunAsync(() => request.UserId is { } user ? Libc.As(user, Apply) : Apply(), cancellationToken);
    }
}
