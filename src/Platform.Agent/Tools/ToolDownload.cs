using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Contracts.Runs;

namespace Platform.Agent.Tools;

/// <summary>Fetches a tool from its vendor, or from a mirror, into the tool folder after checking signature and checksum.</summary>
internal sealed class ToolDownload(ReleaseClient releases, Uri? mirror, string toolDirectory, SignatureCheck signatures)
{
    private const int LargestIndex = 64 << 20;
    private const int LargestSums = 1 << 20;
    private const long LargestArchive = 512L << 20;
    private const long LargestTool = 1L << 30;

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public async Task<ToolSearch> GetAsync(ToolName name, VersionConstraint constraint, CancellationToken cancellationToken)
    {
        var fileName = Tool.FileName(name);
        var index = ReleaseIndex.Of(name, mirror);
        try
        {
            var version = constraint.Exact ?? await NewestAsync(index, constraint, cancellationToken);
            return version is null
                ? new ToolSearch(null, $"No {fileName} satisfies '{constraint}': there is none in {FolderOf(fileName)}, on PATH, or at {index.Versions}.")
                : await FetchAsync(name, version, index, cancellationToken);
        }
        catch (Exception fault) when (fault is ReleaseException or JsonException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            var reason = fault is JsonException ? $"{index.Versions} is not an index of releases ({fault.Message.TrimEnd('.')})" : fault.Message.TrimEnd('.');
            return new ToolSearch(null, $"{fileName} '{constraint}' is not in {FolderOf(fileName)} or on PATH, and could not be downloaded: {reason}.");
        }
    }

    private string FolderOf(string fileName) => Path.Combine(toolDirectory, fileName);

    private async Task<ToolVersion?> NewestAsync(ReleaseIndex index, VersionConstraint constraint, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(await releases.GetAsync(index.Versions, LargestIndex, cancellationToken));
        return ReleaseIndex.Read(document).Where(constraint.IsSatisfiedBy).Max();
    }

    private async Task<ToolSearch> FetchAsync(ToolName name, ToolVersion version, ReleaseIndex index, CancellationToken cancellationToken)
    {
        var fileName = Tool.FileName(name);
        Uri At(string file) => new($"{index.Folder(version)}/{file}");
        var sumsName = $"{fileName}_{version}_SHA256SUMS";
        var archiveName = $"{fileName}_{version}_{ToolPlatform.OperatingSystem}_{ToolPlatform.Architecture}.zip";

        var sums = await releases.GetAsync(At(sumsName), LargestSums, cancellationToken);
        var signature = await releases.GetAsync(At(sumsName + index.SignatureSuffix), LargestSums, cancellationToken);
        if (await signatures.ProblemAsync(name, sums, signature, cancellationToken) is { } problem)
        {
            return new ToolSearch(null, $"{fileName} {version} was not used: {problem}");
        }

        var expected = SumIn(sums, archiveName) ?? throw new InvalidDataException($"{At(sumsName)} has no checksum of {archiveName}");
        Directory.CreateDirectory(toolDirectory);
        var fetching = Directory.CreateDirectory(Path.Combine(toolDirectory, $".fetching-{Guid.NewGuid():n}"));
        try
        {
            var archive = Path.Combine(fetching.FullName, archiveName);
            await using (var file = File.Create(archive))
            {
                await releases.GetAsync(At(archiveName), file, LargestArchive, cancellationToken);
            }

            var actual = await SumOfAsync(archive, cancellationToken);
            if (actual != expected)
            {
                return new ToolSearch(null, $"{fileName} {version} was not used: the checksum of {At(archiveName)} is {actual}, and {sumsName} says {expected}.");
            }

            var unpacked = await UnpackAsync(archive, fileName, fetching.FullName, cancellationToken);
            var path = Path.Combine(FolderOf(fileName), version.ToString(), fileName);
            PrepareFolder(Path.GetDirectoryName(path)!);
            File.Move(unpacked, path, overwrite: true);
            return new ToolSearch(new Tool(name, version, path, Tool.IdentityOf(path)), Problem: null, $"Downloaded {fileName} {version} from {At(archiveName)}; signature and checksum are right.");
        }
        finally
        {
            fetching.Delete(recursive: true);
        }
    }

    // The user of a sandbox must be able to pass, whatever this process keeps to itself otherwise.
    private void PrepareFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var path in (string[])[toolDirectory, Path.GetDirectoryName(folder)!, folder])
        {
            File.SetUnixFileMode(path, Readable);
        }
    }

    private static async Task<string> UnpackAsync(string archive, string fileName, string folder, CancellationToken cancellationToken)
    {
        using var zip = await ZipFile.OpenReadAsync(archive, cancellationToken);
        var entry = zip.GetEntry(fileName) ?? throw new InvalidDataException($"{Path.GetFileName(archive)} holds no {fileName}");
        if (entry.Length > LargestTool)
        {
            throw new InvalidDataException($"{fileName} in {Path.GetFileName(archive)} is larger than a tool can be");
        }

        var path = Path.Combine(folder, fileName);
        await entry.ExtractToFileAsync(path, cancellationToken);
        File.SetUnixFileMode(path, Readable);
        return path;
    }

    private static async Task<string> SumOfAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }

    private static string? SumIn(byte[] sums, string archiveName) =>
        Encoding.UTF8.GetString(sums).Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .FirstOrDefault(columns => columns is [_, var name] && name.TrimStart('*') == archiveName)?[0].ToLowerInvariant();
}
