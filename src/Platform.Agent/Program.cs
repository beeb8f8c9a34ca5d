using Platform.Agent;
using Platform.Sandbox;

return args switch
{
    ["--check"] => await HostCheck.RunAsync(SandboxNetwork.Fenced, Console.Out, TimeProvider.System, CancellationToken.None),
    ["--check", var network] when Enum.TryParse<SandboxNetwork>(network, ignoreCase: true, out var wanted) =>
        await HostCheck.RunAsync(wanted, Console.Out, TimeProvider.System, CancellationToken.None),
    [] => await new AgentLife(Console.In, Console.Out, new StandardErrorLogger(Console.Error, TimeProvider.System), TimeProvider.System).RunAsync(CancellationToken.None),
    _ => AgentLife.Usage(Console.Error),
};
