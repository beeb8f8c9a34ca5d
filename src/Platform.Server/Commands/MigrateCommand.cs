using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Platform.Persistence;
using Platform.Server.Hosting;

namespace Platform.Server.Commands;

/// <summary><c>migrate</c>: brings the database up to date without serving.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var script = new Option<bool>("--script") { Description = "Only print the SQL that creates the whole schema from the model, for developers." };
        var command = new Command("migrate", "Brings the database up to date without serving.") { script };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, parsed.GetValue(script), cancellationToken));
        SettingArguments.Allow(command);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, bool scriptOnly, CancellationToken cancellationToken)
    {
        await using var app = QuietApplication.Build(parsed);
        var startUp = app.Services.GetRequiredService<StartUp>();
        if (!scriptOnly)
        {
            await startUp.PrepareAsync(cancellationToken);
            await Console.Out.WriteLineAsync("The database is up to date.");
            return 0;
        }

        startUp.CheckSettings();
        await using var scope = app.Services.CreateAsyncScope();
        var script = scope.ServiceProvider.GetRequiredService<PlatformDbContext>().Database.GenerateCreateScript();
        await Console.Out.WriteAsync(script.ReplaceLineEndings("\n").Trim() + "\n");
        return 0;
    }
}
