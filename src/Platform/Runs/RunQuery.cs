using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Platform.Contracts.Runs;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Runs;

/// <summary>Which runs a list shows.</summary>
[ReadsQuery("filter[status]", "Statuses, separated by commas.")]
[ReadsQuery("filter[status_group]", "final, non_final or discardable.")]
[ReadsQuery("filter[operation]", "Operations, separated by commas: plan_only, plan_and_apply, save_plan, refresh_only, destroy, empty_apply. The list of a workspace has plan-only runs only where this names them.")]
[ReadsQuery("filter[source]", "Where they came from, separated by commas.")]
[ReadsQuery("filter[timeframe]", "A year, or year for the last twelve months.")]
[ReadsQuery("filter[workspace_names]", "Names of workspaces, separated by commas.")]
[ReadsQuery("search[user]", "Part of the name of who made it.")]
[ReadsQuery("search[commit]", "Beginning of the commit.")]
[ReadsQuery("search[basic]", "Text in the id, the message and the others above.")]
public sealed record RunQuery
{
    private static readonly IReadOnlyList<RunStatus> Discardable = [.. Enum.GetValues<RunStatus>().Where(status => RunMoves.IsLegal(status, RunMove.Discard))];
    private static readonly IReadOnlyList<RunStatus> Final = [.. Enum.GetValues<RunStatus>().Where(RunMoves.IsFinal)];

    /// <summary>The statuses that are wanted, those of the rows; null for any.</summary>
    public IReadOnlyList<RunStatus>? Statuses { get; init; }

    /// <summary>In the wire's words; null for any.</summary>
    public IReadOnlyList<string>? Operations { get; init; }

    /// <summary>Leaves out the runs that only plan.</summary>
    public bool WithoutPlanOnly { get; init; }

    public IReadOnlyList<string>? Sources { get; init; }
    public IReadOnlyList<string>? WorkspaceNames { get; init; }

    /// <summary>From when on, and until when, they were made.</summary>
    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? Until { get; init; }

    /// <summary>Part of the name of who made it.</summary>
    public string? User { get; init; }

    /// <summary>The commit that it ran; no run has one yet, so that asking for one finds nothing.</summary>
    public string? Commit { get; init; }

    /// <summary>Part of the id, the message, or the name of who made it.</summary>
    public string? Text { get; init; }

    /// <summary>Reads a query string; parameters that mean nothing are passed over.</summary>
    internal static Result<RunQuery> Read(IQueryCollection query, DateTimeOffset now)
    {
        if (!ReadStatuses(query).TryGet(out var statuses, out var refusal))
        {
            return refusal;
        }

        var operations = Split(query["filter[operation]"]);
        if (operations.FirstOrDefault(text => text is not ("plan_only" or "plan_and_apply" or "save_plan" or "refresh_only" or "destroy" or "empty_apply")) is { } unknown)
        {
            return Refusal.Malformed($"Invalid filter parameter: {unknown} is not an operation of a run.");
        }

        var timeframe = query["filter[timeframe]"].ToString();
        (DateTimeOffset? from, DateTimeOffset? until) = (null, null);
        if (timeframe is "year")
        {
            from = now.AddYears(-1);
        }
        else if (timeframe.Length > 0)
        {
            if (!int.TryParse(timeframe, NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year is < 1970 or > 9998)
            {
                return Refusal.Malformed("Invalid filter parameter: a timeframe is a year, for example 2026, or the word year.");
            }

            from = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero);
            until = from.Value.AddYears(1);
        }

        return new RunQuery
        {
            Statuses = statuses.Wanted,
            Operations = OrNull(operations),
            Sources = OrNull(Split(query["filter[source]"])),
            WorkspaceNames = OrNull(Split(query["filter[workspace_names]"])),
            From = from,
            Until = until,
            User = SearchText.Of(query["search[user]"]),
            Commit = SearchText.Of(query["search[commit]"]),
            Text = SearchText.Of(query["search[basic]"]),
        };
    }

    internal IQueryable<Run> Filter(PlatformDbContext db, IQueryable<Run> runs)
    {
        if (Statuses is { } statuses)
        {
            runs = runs.Where(r => statuses.Contains(r.Status));
        }

        if (WithoutPlanOnly)
        {
            runs = runs.Where(r => !r.PlanOnly);
        }

        if (Sources is { } sources)
        {
            runs = runs.Where(r => sources.Contains(r.Source));
        }

        if (WorkspaceNames is { } names)
        {
            var normalized = names.Select(Workspaces.WorkspaceName.Normalize).ToArray();
            runs = runs.Where(r => db.Workspaces.Any(w => w.Id == r.WorkspaceId && normalized.Contains(w.NormalizedName)));
        }

        if (From is { } from)
        {
            runs = runs.Where(r => r.CreatedAt >= from);
        }

        if (Until is { } until)
        {
            runs = runs.Where(r => r.CreatedAt < until);
        }

        if (Commit is not null)
        {
            runs = runs.Where(_ => false);
        }

        if (User is { } user)
        {
            runs = runs.Where(r => db.Users.Any(u => u.Id == r.CreatedByUserId && u.UserName!.Contains(user)));
        }

        if (Text is { } text)
        {
            var id = Contracts.Ids.RunId.Wrap(text);
            runs = runs.Where(r => r.Id == id || r.Message.Contains(text) || db.Users.Any(u => u.Id == r.CreatedByUserId && u.UserName!.Contains(text)));
        }

        return Operations is { } operations ? OfOperations(runs, operations) : runs;
    }

    private static IQueryable<Run> OfOperations(IQueryable<Run> runs, IReadOnlyList<string> operations)
    {
        var (planOnly, planAndApply, savePlan) = (operations.Contains("plan_only"), operations.Contains("plan_and_apply"), operations.Contains("save_plan"));
        var (refreshOnly, destroy, emptyApply) = (operations.Contains("refresh_only"), operations.Contains("destroy"), operations.Contains("empty_apply"));
        return runs.Where(r => (planOnly && r.PlanOnly) || (savePlan && r.SavePlan) || (refreshOnly && r.RefreshOnly) || (destroy && r.IsDestroy) || (emptyApply && r.AllowEmptyApply)
            || (planAndApply && !r.PlanOnly && !r.SavePlan && !r.RefreshOnly && !r.IsDestroy && !r.AllowEmptyApply));
    }

    private static Result<StatusList> ReadStatuses(IQueryCollection query)
    {
        List<RunStatus>? wanted = null;
        foreach (var text in Split(query["filter[status]"]))
        {
            if (ShownStatus.Behind(text) is not { } behind)
            {
                return Refusal.Malformed($"Invalid filter parameter: {text} is not the status of a run.");
            }

            (wanted ??= []).AddRange(behind);
        }

        IReadOnlyList<RunStatus>? group;
        switch (query["filter[status_group]"].ToString())
        {
            case "":
                group = null;
                break;
            case "non_final":
                group = RunMoves.Unfinished;
                break;
            case "final":
                group = Final;
                break;
            case "discardable":
                group = Discardable;
                break;
            default:
                return Refusal.Malformed("Invalid filter parameter: a status group is non_final, final or discardable.");
        }

        return new StatusList(group is not null && wanted is not null ? [.. group.Intersect(wanted)] : group ?? wanted);
    }

    private static string[] Split(StringValues sent) =>
        (SearchText.Of(sent) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).ToArray();

    private static string[]? OrNull(string[] list) => list.Length == 0 ? null : list;

    private sealed record StatusList(IReadOnlyList<RunStatus>? Wanted);
}
