using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Discovery;

namespace Platform.Agents.Workers;

/// <summary>The agent processes of a node that carries out runs.</summary>
public static class WorkersModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddWorkers(IConfiguration configuration)
        {
            ArgumentNullException.ThrowIfNull(configuration);
            services.AddSingleton<AgentProgram>();
            services.AddSingleton(provider => new AgentCheck(
                provider.GetRequiredService<AgentProgram>(),
                provider.GetRequiredService<IOptions<SandboxOptions>>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<AgentCheck>>()));
            services.AddSingleton<AgentSettingsSource>();
            services.AddSingleton<WarmAgents>();

            return IsWorker(configuration) ? services.AddHostedService(provider => provider.GetRequiredService<WarmAgents>()) : services;
        }

        /// <summary>Lets a node that carries out runs tell the others how it is doing.</summary>
        public IServiceCollection AddNodePresence(IConfiguration configuration)
        {
            services.AddSingleton(NodeName.Current);
            return IsWorker(configuration) ? services.AddHostedService<NodePresence>() : services;
        }
    }

    private static bool IsWorker(IConfiguration configuration) =>
        (configuration.GetSection(PlatformOptions.Section).Get<PlatformOptions>() ?? new()).Has(NodeRole.Worker);
}
