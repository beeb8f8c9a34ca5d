using System.Text.Json.Nodes;
using Medallion.Shell;

namespace Platform.TestKit;

/// <summary>A copy of the server's program in a folder of its own, which anybody may read, with the files of the pages beside it.</summary>
public sealed class ProgramCopy : IDisposable
{
    /// <summary>What goes before a command so that an ordinary user runs it; empty where the tests are an ordinary user's themselves.</summary>
    public static readonly IReadOnlyList<string> AsOrdinaryUser =
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"] : [];

    private readonly DirectoryInfo _all = Directory.CreateDirectory($"/var/tmp/platform-test-program-{Guid.NewGuid():N}");

    private ProgramCopy()
    {
    }

    /// <summary>Where the program is.</summary>
    public string Folder => Path.Combine(_all.FullName, "bin");

    /// <summary>Names the folders in which a build finds the files of the pages.</summary>
    private string PageFiles => Path.Combine(Folder, "Platform.Server.staticwebassets.runtime.json");

    public static async Task<ProgramCopy> CreateAsync()
    {
        var copy = new ProgramCopy();
        try
        {
            await RunAsync("cp", "-r", AppContext.BaseDirectory, copy.Folder);
            await copy.MovePageFilesAsync(async (folder, index) =>
            {
                var here = Path.Combine(copy._all.FullName, $"pages-{index}");
                await RunAsync("cp", "-r", folder, here);
                return here;
            });
            await RunAsync("chmod", "-R", "a+rX", copy._all.FullName);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>Gives a folder to the ordinary user.</summary>
    public static Task GiveAsync(string folder) => Environment.IsPrivilegedProcess ? RunAsync("chown", "-R", "nobody:nogroup", folder) : Task.CompletedTask;

    /// <summary>Lets a build look for the files of the pages where they are not, as it does in the hands of somebody who may not read them.</summary>
    public Task LosePageFilesAsync() => MovePageFilesAsync((_, index) => Task.FromResult(Path.Combine(_all.FullName, $"gone-{index}")));

    public void Dispose() => _all.Delete(recursive: true);

    private async Task MovePageFilesAsync(Func<string, int, Task<string>> move)
    {
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(PageFiles))!;
        var roots = manifest["ContentRoots"]!.AsArray();
        for (var index = 0; index < roots.Count; index++)
        {
            roots[index] = $"{await move((string)roots[index]!, index)}/";
        }

        await File.WriteAllTextAsync(PageFiles, manifest.ToJsonString());
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var result = await Command.Run(program, arguments, options => options.ThrowOnError(false)).Task;
        if (!result.Success)
        {
            throw new InvalidOperationException($"{program} failed: {result.StandardError}");
        }
    }
}
