using System.CommandLine;
using Microsoft.Extensions.Options;
using Platform.Agents;
using Platform.Agents.Workers;
using Platform.Blobs;
using Platform.Discovery;
using Platform.Persistence;
using Platform.Server.Hosting;

namespace Platform.Server.Commands;

/// <summary><c>doctor</c>: looks at everything the server needs, changes nothing, and says how to mend what is wrong.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Checks what the server needs, and says how to mend what is wrong.");
        command.SetAction(RunAsync);
        SettingArguments.Allow(command);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var app = QuietApplication.Build(parsed);
        var services = app.Services;
        services.GetRequiredService<StartUp>().CheckSettings();
        var isWell = await CheckAsync("Settings", () => Task.FromResult($"all are known and good; listening on {string.Join(", ", Listening.Addresses(app.Configuration))}"));
        isWell &= await CheckAsync("Data folder", () => Task.FromResult(DataFolder(services.GetRequiredService<DataFolder>())));
        isWell &= await CheckAsync("Address", () => Task.FromResult(Address(app.Configuration)));
        isWell &= await CheckAsync("Database", () => DatabaseAsync(services, cancellationToken));
        isWell &= await CheckAsync("Objects", () => ObjectsAsync(services, cancellationToken));
        if (services.GetRequiredService<IOptions<PlatformOptions>>().Value.Has(NodeRole.Worker))
        {
            isWell &= await CheckAsync("Sandbox", () => SandboxAsync(services, cancellationToken));
            isWell &= await CheckAsync("Tools", () => Task.FromResult(Tools(services.GetRequiredService<IOptions<ToolOptions>>().Value)));
        }

        return isWell ? 0 : 1;
    }

    private static async Task<bool> CheckAsync(string what, Func<Task<string>> check)
    {
        try
        {
            await Console.Out.WriteLineAsync($"ok       {what}: {await check()}");
            return true;
        }
        catch (StartRefusedException problem)
        {
            await Console.Out.WriteLineAsync($"problem  {what}: {problem.Message}");
            return false;
        }
    }

    private static string DataFolder(DataFolder folder)
    {
        folder.Prepare();
        return $"{folder.Path} can be written";
    }

    private static string Address(IConfiguration configuration)
    {
        try
        {
            Listening.CheckFree(configuration);
            return "nobody listens on it";
        }
        catch (StartRefusedException)
        {
            // The usual reason to ask is a server that runs.
            return "somebody listens on it; fine if that is this server";
        }
    }

    private static async Task<string> DatabaseAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<DatabaseMigrator>().DescribeAsync(cancellationToken)).TryGet(out var description, out var refusal)
            ? description
            : throw new StartRefusedException($"{refusal.Message} Check the settings Database:Provider and ConnectionStrings:Platform.");
    }

    private static async Task<string> ObjectsAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        try
        {
            await using var none = await services.GetRequiredService<IBlobStore>().OpenReadAsync("doctor/nothing", cancellationToken);
            return $"the {services.GetRequiredService<IOptions<BlobsOptions>>().Value.Provider} store answers";
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new StartRefusedException($"The store does not answer ({exception.Message.TrimEnd('.')}): check the settings of the section Blobs.", exception);
        }
    }

    private static async Task<string> SandboxAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetRequiredService<IOptions<SandboxOptions>>().Value.Mode == SandboxMode.None)
        {
            return "turned off with Sandbox:Mode=None; whatever a configuration runs has the rights of the server's user";
        }

        var check = await services.GetRequiredService<AgentCheck>().AnswerAsync(cancellationToken);
        return check.Problem is { } problem ? throw new StartRefusedException(problem) : "plans and applies can be kept apart from this host";
    }

    private static string Tools(ToolOptions options)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        string[] found =
        [
            .. ((string[])["tofu", "terraform"]).SelectMany(tool => folders.Select(folder => Path.Combine(folder, tool))).Where(File.Exists),
            .. options.Directory is { } kept && Directory.Exists(kept) ? Directory.GetDirectories(kept, "*", SearchOption.AllDirectories).Where(folder => Directory.GetFiles(folder).Length > 0) : [],
        ];
        return found.Length > 0
            ? string.Join(", ", found)
            : throw new StartRefusedException($"There is no tofu or terraform on PATH or in {options.Directory}: install one, or put it there as NAME/VERSION/NAME.");
    }
}
