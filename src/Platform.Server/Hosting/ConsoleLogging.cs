using Microsoft.Extensions.Logging.Console;

namespace Platform.Server.Hosting;

/// <summary>Log lines: JSON for a collector, one plain line each for a person at a terminal.</summary>
internal static class ConsoleLogging
{
    extension(WebApplicationBuilder builder)
    {
        public void AddConsoleLogging()
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddConsole(console =>
            {
                console.FormatterName = Console.IsOutputRedirected ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple;
                console.LogToStandardErrorThreshold = LogLevel.Error;
            });
            builder.Services.Configure<JsonConsoleFormatterOptions>(json =>
            {
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
            builder.Services.Configure<SimpleConsoleFormatterOptions>(line =>
            {
                line.SingleLine = true;
                line.UseUtcTimestamp = true;
                line.TimestampFormat = "HH:mm:ss ";
            });
            // A setting wins over the guess above.
            builder.Services.Configure<ConsoleLoggerOptions>(builder.Configuration.GetSection("Logging:Console"));
        }
    }
}
