using Platform.Agent;

return args switch
{
    ["--check"] => await AgentCheck.RunAsync(Console.Out, TimeProvider.System, CancellationToken.None),
    [] => await new AgentProcess(Console.In, Console.Out, new StandardErrorLogger(Console.Error, TimeProvider.System), TimeProvider.System).RunAsync(CancellationToken.None),
    _ => AgentProcess.Usage(Console.Error),
};
