using Platform.Agent;
using Platform.Sandbox;

return args switch
{
    ["--check"] => await AgentCheck.RunAsync(SandboxNetwork.Fenced, Console.Out, TimeProvider.System, CancellationToken.None),
    ["--check", var network] when Enum.TryParse<SandboxNetwork>(network, ignoreCase: true, out var wanted) =>
        await AgentCheck.RunAsync(wanted, Console.Out, TimeProvider.System, CancellationToken.None),
    [] => await new AgentProcess(Console.In, Console.Out, new StandardErrorLogger(Console.Error, TimeProvider.System), TimeProvider.System).RunAsync(CancellationToken.None),
    _ => AgentProcess.Usage(Console.Error),
};
