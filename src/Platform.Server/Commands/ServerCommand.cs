using System.CommandLine;
using Platform.Secrets;
using Platform.Server.Hosting;

namespace Platform.Server.Commands;

/// <summary>The command line of the program; without a command it serves.</summary>
internal static class ServerCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = Create();
        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception refused) when (refused is StartRefusedException or MasterKeyException)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return 1;
        }
    }

    private static RootCommand Create()
    {
        var root = new RootCommand("Remote operations for OpenTofu and Terraform. Without a command it serves.")
        {
            ServeCommand.Create(),
            MigrateCommand.Create(),
            AdminCommand.Create(),
            DoctorCommand.Create(),
        };
        root.SetAction(ServeCommand.RunAsync);
        SettingArguments.Allow(root);
        return root;
    }
}
