using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Platform.Server;
using Platform.Server.Commands;

namespace Platform.TestKit;

/// <summary>A started server.</summary>
internal interface IRunningServer : IAsyncDisposable
{
    /// <summary>Its services, where it runs in this process.</summary>
    IServiceProvider? Services { get; }

    /// <summary>Its process, where it has one of its own.</summary>
    ChildProcess? Process { get; }
}

/// <summary>The server's own composition, in this process.</summary>
internal sealed class ServerInProcess(WebApplication app) : IRunningServer
{
    public IServiceProvider Services => app.Services;

    public ChildProcess? Process => null;

    public static async Task<IRunningServer> StartAsync(string[] settings, TestOutput output, CancellationToken cancellationToken)
    {
        var app = ServerApplication.Build(settings, builder => builder.Logging.ClearProviders().AddProvider(output));
        try
        {
            await ServeCommand.StartAsync(app, cancellationToken);
            return new ServerInProcess(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}

/// <summary>The server's executable, as a process that can be killed.</summary>
internal sealed class ServerProcess(ChildProcess process) : IRunningServer
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    public IServiceProvider? Services => null;

    public ChildProcess Process => process;

    public static IRunningServer Start(string[] settings, IReadOnlyDictionary<string, string> environment, ProgramCopy? ofOrdinaryUser, TestOutput output) =>
        new ServerProcess(ofOrdinaryUser is null
            ? ServerProgram.Start(settings, output.Write, environment)
            : ServerProgram.StartAsOrdinaryUser(ofOrdinaryUser, settings, output.Write, environment));

    public async ValueTask DisposeAsync()
    {
        await process.SignalAsync(Medallion.Shell.CommandSignal.FromSystemValue(15));
        try
        {
            await process.WaitAsync(StopLimit, CancellationToken.None);
        }
        finally
        {
            await process.DisposeAsync();
        }
    }
}
