using Platform.Contracts.Agents;
using Platform.Contracts.Runs;

namespace Platform.Agent.Tools;

/// <summary>Finds the tool a workspace asks for: in the tool folder, on PATH, then by download (design.md §5.1).</summary>
internal sealed class ToolFinder(
    string toolDirectory,
    string? searchPath,
    ToolVersionCache versions,
    Func<string, ToolName, CancellationToken, Task<string?>> askVersion,
    ToolDownload? download)
{
    public async Task<ToolSearch> FindAsync(ToolRequirement wanted, CancellationToken cancellationToken)
    {
        if (VersionConstraint.TryParse(wanted.VersionConstraint) is not { } constraint)
        {
            return new ToolSearch(null, $"'{wanted.VersionConstraint}' is not a version or a constraint such as 1.11.4 or ~> 1.11.0; correct it in the workspace's settings.");
        }

        var found = InToolFolder(wanted.Name).Where(tool => constraint.IsSatisfiedBy(tool.Version)).MaxBy(tool => tool.Version);
        if (found is not null && constraint.Exact is not null)
        {
            return new ToolSearch(found, Problem: null);
        }

        var onPath = await OnPathAsync(wanted.Name, cancellationToken);
        if (onPath is not null && constraint.IsSatisfiedBy(onPath.Version) && (found is null || onPath.Version > found.Version))
        {
            found = onPath;
        }

        if (found is not null)
        {
            return new ToolSearch(found, Problem: null);
        }

        return download is null
            ? new ToolSearch(null, NotFound(wanted.Name, constraint, onPath))
            : await download.GetAsync(wanted.Name, constraint, cancellationToken);
    }

    private IEnumerable<Tool> InToolFolder(ToolName name)
    {
        var fileName = Tool.FileName(name);
        var folder = Path.Combine(toolDirectory, fileName);
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        foreach (var versionFolder in Directory.EnumerateDirectories(folder))
        {
            var path = Path.Combine(versionFolder, fileName);
            if (ToolVersion.TryParse(Path.GetFileName(versionFolder), out var version) && File.Exists(path))
            {
                yield return new Tool(name, version, path, Tool.IdentityOf(path));
            }
        }
    }

    private async Task<Tool?> OnPathAsync(ToolName name, CancellationToken cancellationToken)
    {
        if (PathOf(name) is not { } path)
        {
            return null;
        }

        var identity = Tool.IdentityOf(path);
        var answer = await versions.GetAsync(identity, token => askVersion(path, name, token), cancellationToken);
        return answer is not null && ToolVersion.TryParse(answer, out var version) ? new Tool(name, version, path, identity) : null;
    }

    private string? PathOf(ToolName name)
    {
        var path = (searchPath ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, Tool.FileName(name)))
            .FirstOrDefault(File.Exists);
        // What a link leads to is what is shown to the sandbox.
        return path is null ? null : File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
    }

    private string NotFound(ToolName name, VersionConstraint constraint, Tool? onPath)
    {
        var fileName = Tool.FileName(name);
        var other = name is ToolName.Tofu ? ToolName.Terraform : ToolName.Tofu;
        var elsewhere = onPath is not null ? $"; PATH has {fileName} {onPath.Version}"
            : PathOf(other) is not null || InToolFolder(other).Any() ? $"; {Tool.FileName(other)} is here, so choose it in the workspace's settings if that is what you meant"
            : "";
        return $"No {fileName} was found that satisfies '{constraint}': looked in {Path.Combine(toolDirectory, fileName)} (VERSION/{fileName}) and on PATH, and downloads are off{elsewhere}. Put the executable into one of them, or set Tools:Download to true.";
    }
}
