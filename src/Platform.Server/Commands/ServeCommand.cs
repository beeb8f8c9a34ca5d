using System.CommandLine;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Platform.Discovery;
using Platform.Server.Hosting;

namespace Platform.Server.Commands;

/// <summary><c>serve</c>: serves until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Serves the API, the pages and the work, until Ctrl-C or SIGTERM.");
        command.SetAction(RunAsync);
        SettingArguments.Allow(command);
        return command;
    }

    public static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var app = ServerApplication.Build(SettingArguments.Read(parsed));
        await StartAsync(app, cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    /// <summary>Prepares and starts the server; it serves when the task is done.</summary>
    internal static async Task StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        Listening.CheckFree(app.Configuration);
        await app.Services.GetRequiredService<StartUp>().PrepareAsync(cancellationToken);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            // Somebody was faster than the check above.
            throw Listening.Taken(string.Join(" or ", Listening.Addresses(app.Configuration)), exception);
        }

        var options = app.Services.GetRequiredService<IOptions<PlatformOptions>>().Value;
        app.Logger.Serving(app.Services.GetRequiredService<IPublicAddress>().Url, string.Join(", ", app.Urls), options.DataDirectory);
    }
}
