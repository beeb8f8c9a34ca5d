using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Platform.Contracts.Runs;

namespace Platform.Agent.Tools;

/// <summary>Fetches a tool from the release mirror into the tool folder after checking it.</summary>
/// <remarks>
/// The mirror is laid out as the vendors' release sites are: <c>NAME/index.json</c> with a member per version below <c>versions</c>, and
/// <c>NAME/VERSION/NAME_VERSION_OS_ARCH.zip</c> with <c>NAME_VERSION_SHA256SUMS</c> and <c>…SHA256SUMS.sig</c> beside it.
/// </remarks>
internal sealed class ToolDownload(HttpClient http, Uri mirror, string toolDirectory, SignatureCheck signatures)
{
    public async Task<ToolSearch> GetAsync(ToolName name, VersionConstraint constraint, CancellationToken cancellationToken)
    {
        var fileName = Tool.FileName(name);
        try
        {
            var version = constraint.Exact ?? await NewestAsync(fileName, constraint, cancellationToken);
            return version is null
                ? new ToolSearch(null, $"No {fileName} satisfies '{constraint}': none in {Path.Combine(toolDirectory, fileName)}, on PATH, or in the release mirror {mirror}.")
                : await FetchAsync(name, version, cancellationToken);
        }
        catch (HttpRequestException fault)
        {
            return new ToolSearch(null, $"{fileName} '{constraint}' is not in {Path.Combine(toolDirectory, fileName)} or on PATH, and the release mirror {mirror} could not be used: {fault.Message}");
        }
    }

    private async Task<ToolVersion?> NewestAsync(string fileName, VersionConstraint constraint, CancellationToken cancellationToken)
    {
        await using var index = await http.GetStreamAsync(At($"{fileName}/index.json"), cancellationToken);
        using var document = await JsonDocument.ParseAsync(index, default, cancellationToken);
        return document.RootElement.GetProperty("versions").EnumerateObject()
            .Select(version => ToolVersion.TryParse(version.Name, out var parsed) ? parsed : null)
            .Where(version => version is not null && constraint.IsSatisfiedBy(version))
            .Max();
    }

    private async Task<ToolSearch> FetchAsync(ToolName name, ToolVersion version, CancellationToken cancellationToken)
    {
        var fileName = Tool.FileName(name);
        var release = $"{fileName}/{version}/{fileName}_{version}_";
        var archiveName = $"{fileName}_{version}_{ToolPlatform.OperatingSystem}_{ToolPlatform.Architecture}.zip";
        var folder = Path.Combine(toolDirectory, fileName, version.ToString());
        var fetching = Directory.CreateDirectory(Path.Combine(toolDirectory, $".fetching-{Guid.NewGuid():n}"));
        try
        {
            var sums = await http.GetByteArrayAsync(At($"{release}SHA256SUMS"), cancellationToken);
            var signature = await signatures.CheckAsync(name, sums, token => http.GetByteArrayAsync(At($"{release}SHA256SUMS.sig"), token), cancellationToken);
            if (!signature.IsAccepted)
            {
                return new ToolSearch(null, $"{fileName} {version} was not used: {signature.Sentence}");
            }

            var archive = Path.Combine(fetching.FullName, archiveName);
            await using (var file = File.Create(archive))
            await using (var content = await http.GetStreamAsync(At($"{fileName}/{version}/{archiveName}"), cancellationToken))
            {
                await content.CopyToAsync(file, cancellationToken);
            }

            if (await SumOfAsync(archive, cancellationToken) is var actual && SumIn(sums, archiveName) is var expected && actual != expected)
            {
                return new ToolSearch(null, $"{fileName} {version} was not used: the checksum of {archiveName} is {actual}, and SHA256SUMS says {expected ?? "nothing about it"}.");
            }

            Unpack(archive, fileName, fetching.FullName);
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, fileName);
            File.Move(Path.Combine(fetching.FullName, fileName), path, overwrite: true);
            return new ToolSearch(new Tool(name, version, path, Tool.IdentityOf(path)), Problem: null, $"Downloaded {fileName} {version} from {mirror}; its checksum is right. {signature.Sentence}");
        }
        finally
        {
            fetching.Delete(recursive: true);
        }
    }

    private static void Unpack(string archive, string fileName, string folder)
    {
        using var zip = ZipFile.OpenRead(archive);
        var entry = zip.GetEntry(fileName) ?? throw new InvalidDataException($"{Path.GetFileName(archive)} holds no {fileName}.");
        var path = Path.Combine(folder, fileName);
        entry.ExtractToFile(path);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
    }

    private static async Task<string> SumOfAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }

    private static string? SumIn(byte[] sums, string archiveName) =>
        System.Text.Encoding.UTF8.GetString(sums).Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .FirstOrDefault(columns => columns is [_, var name] && name.TrimStart('*') == archiveName)?[0].ToLowerInvariant();

    private Uri At(string path) => new(mirror.OriginalString.TrimEnd('/') + "/" + path);
}
