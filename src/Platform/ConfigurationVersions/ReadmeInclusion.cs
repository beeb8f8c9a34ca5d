using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Workspaces;
using Platform.Workspaces.Inclusions;

namespace Platform.ConfigurationVersions;

/// <summary>Shows the README.md of a workspace's current configuration beside it, as the text that it is.</summary>
/// <remarks>Of one workspace only, as clients ask for it: the archive is read for it.</remarks>
internal sealed class ReadmeInclusion(DownloadConfiguration download) : IWorkspaceListInclusion
{
    private const string FileName = "README.md";
    private const int Longest = 512 * 1024;

    public string Name => "readme";

    public string Type => "workspace-readme";

    public bool IsToOne => true;

    public async Task<ILookup<WorkspaceId, Resource>> LoadAsync(IReadOnlyList<WorkspaceDetails> workspaces, CancellationToken cancellationToken)
    {
        var text = workspaces is [{ Workspace: { CurrentConfigurationVersionId: { } id } only }]
            && (await download.ExecuteAsync(id, cancellationToken)).TryGet(out var archive, out _)
                ? await ReadAsync(archive, only.WorkingDirectory, cancellationToken)
                : null;
        return (text is null ? [] : workspaces).ToLookup(
            details => details.Workspace.Id,
            details => new Resource(details.Workspace.CurrentConfigurationVersionId!.Value.Value, Type, new ReadmeAttributes(text!)));
    }

    /// <summary>The file beside the configuration, or else the one at the archive's root.</summary>
    private static async Task<string?> ReadAsync(Stream archive, string workingDirectory, CancellationToken cancellationToken)
    {
        await using var bytes = archive;
        await using var unzipped = new GZipStream(bytes, CompressionMode.Decompress);
        await using var tar = new TarReader(unzipped);
        var wanted = workingDirectory.Length == 0 ? FileName : $"{workingDirectory}/{FileName}";
        string? atRoot = null;
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (entry.DataStream is not { } content || (name != wanted && name != FileName))
            {
                continue;
            }

            var text = await TextAsync(content, cancellationToken);
            if (name == wanted)
            {
                return text;
            }

            atRoot = text;
        }

        return atRoot;
    }

    private static async Task<string> TextAsync(Stream content, CancellationToken cancellationToken)
    {
        var buffer = new byte[(int)Math.Min(content.Length, Longest)];
        var count = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, count);
    }

    [ResourceType("workspace-readme")]
    private sealed record ReadmeAttributes(string RawMarkdown);
}
