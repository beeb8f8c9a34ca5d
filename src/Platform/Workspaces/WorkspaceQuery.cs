using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.JsonApi;
using Platform.Results;

namespace Platform.Workspaces;

/// <summary>Which workspaces a list shows, and in which order (protocol.md §11.3).</summary>
public sealed partial record WorkspaceQuery
{
    private const int MostConditions = 50;

    /// <summary>Part of the name, without regard to case.</summary>
    public string? Name { get; init; }

    /// <summary>The whole name, with stars.</summary>
    public string? WildcardName { get; init; }

    /// <summary>Keys of tags that it must all have.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Keys of tags of which it must have none.</summary>
    public IReadOnlyList<string> ExcludedTags { get; init; } = [];

    /// <summary>Tags that it must all have, with this value where one is given.</summary>
    public IReadOnlyList<(string Key, string? Value)> Tagged { get; init; } = [];

    /// <summary>The project; an id that cannot be one shows nothing.</summary>
    public string? Project { get; init; }

    /// <summary>The statuses that its current run may have, those of the rows; null for any.</summary>
    public IReadOnlyList<RunStatus>? CurrentRunStatuses { get; init; }

    public WorkspaceSort Sort { get; init; } = WorkspaceSort.Name;
    public bool Descending { get; init; }

    /// <summary>The project's id, when it can be one.</summary>
    internal ProjectId? ProjectId => ResourceId.TryParse<ProjectId>(Project, out var id) ? id : null;

    /// <summary>Reads a query string; parameters that mean nothing are passed over.</summary>
    internal static Result<WorkspaceQuery> Read(IQueryCollection query)
    {
        var tagged = ReadTagged(query);
        var tags = Split(query["search[tags]"]);
        var excluded = Split(query["search[exclude-tags]"]);
        if (tagged.Count + tags.Length + excluded.Length > MostConditions)
        {
            return Refusal.Malformed($"At most {MostConditions} tags can be searched for at once.");
        }

        List<RunStatus>? statuses = null;
        foreach (var text in Split(query["filter[current-run][status]"]))
        {
            if (ShownStatus.Behind(text) is not { } behind)
            {
                return Refusal.Malformed($"Invalid filter parameter: {text} is not the status of a run.");
            }

            (statuses ??= []).AddRange(behind);
        }

        var sortText = query["sort"].ToString();
        if (ReadSort(sortText.TrimStart('-')) is not { } sort)
        {
            return Refusal.Malformed($"Invalid sort parameter: workspaces cannot be sorted by {sortText}.");
        }

        return new WorkspaceQuery
        {
            Name = SearchText.Of(query["search[name]"]),
            WildcardName = SearchText.Of(query["search[wildcard-name]"]),
            Tags = tags,
            ExcludedTags = excluded,
            Tagged = tagged,
            Project = SearchText.Of(query["filter[project][id]"]),
            CurrentRunStatuses = statuses,
            Sort = sort,
            Descending = sortText.StartsWith('-'),
        };
    }

    private static WorkspaceSort? ReadSort(string text) => text switch
    {
        "" or "name" => WorkspaceSort.Name,
        "current-run.created-at" => WorkspaceSort.CurrentRunCreatedAt,
        "latest-change-at" => WorkspaceSort.LatestChangeAt,
        _ => null,
    };

    private static List<(string Key, string? Value)> ReadTagged(IQueryCollection query)
    {
        var tagged = new List<(string Key, string? Value)>();
        foreach (var (name, sent) in query)
        {
            if (TaggedKey().Match(name) is { Success: true } match && SearchText.Of(sent) is { } key)
            {
                tagged.Add((key, SearchText.Of(query[$"filter[tagged][{match.Groups["index"].Value}][value]"])));
            }
        }

        return tagged;
    }

    private static string[] Split(StringValues sent) =>
        (SearchText.Of(sent) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).ToArray();

    [GeneratedRegex(@"^filter\[tagged\]\[(?<index>[0-9]{1,9})\]\[key\]\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TaggedKey();
}

/// <summary>What a list of workspaces is sorted by.</summary>
public enum WorkspaceSort
{
    Name,
    CurrentRunCreatedAt,
    LatestChangeAt,
}
