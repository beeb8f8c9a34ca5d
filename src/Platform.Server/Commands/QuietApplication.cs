using System.CommandLine;
using Microsoft.Extensions.Logging.Console;
using Platform.Access;
using Platform.Discovery;
using Platform.Results;
using Platform.Server.Hosting;

namespace Platform.Server.Commands;

/// <summary>The platform's parts for a command that does one thing and ends: nothing listens, and standard output is the command's own.</summary>
internal static class QuietApplication
{
    public static WebApplication Build(ParseResult parsed) => ServerApplication.Build(SettingArguments.Read(parsed), builder =>
    {
        builder.Logging.AddFilter(level => level >= LogLevel.Warning);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        // A link is made for the address that the server will have or has: nobody listens here.
        builder.Services.PostConfigure<PlatformOptions>(options => options.PublicUrl ??= Address(builder.Configuration));
    });

    /// <summary>Does something in the platform's own name, against the database of a server that runs or does not, and prints the answer.</summary>
    public static async Task<int> RunAsync(ParseResult parsed, Func<IServiceProvider, CancellationToken, Task<Result<string>>> work, CancellationToken cancellationToken)
    {
        await using var app = Build(parsed);
        await app.Services.GetRequiredService<StartUp>().PrepareBesideAsync(cancellationToken);
        await using var scope = app.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<CallerAccessor>().Caller = Caller.Platform;
        var result = await work(services, cancellationToken);
        if (result.Refusal is { } refusal)
        {
            throw new StartRefusedException(refusal.Message);
        }

        await Console.Out.WriteLineAsync(result.Value);
        return 0;
    }

    private static Uri Address(IConfiguration configuration)
    {
        var address = BindingAddress.Parse(Listening.Addresses(configuration)[0]);
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : address.Host;
        return new Uri($"https://{host}:{address.Port}");
    }
}
