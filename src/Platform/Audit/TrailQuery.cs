using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Audit;

/// <summary>Which entries a request asks for.</summary>
[ReadsQuery("since", "Only entries after this time, for example 2026-05-30T17:52:46.000Z.")]
[ReadsQuery("until", "Only entries before this time.")]
[ReadsQuery("filter[actor]", "The id or the name of who acted.")]
[ReadsQuery("filter[action]", "The verb, for example update.")]
[ReadsQuery("filter[resource][type]", "The kind of thing, for example workspace.")]
[ReadsQuery("filter[resource][id]", "The id of the thing.")]
[ReadsQuery("filter[outcome]", "done or refused.")]
[ReadsQuery("page[number]", "Which page, from 1.")]
[ReadsQuery("page[size]", "How many on a page: 1000 at most, and unless told.")]
internal sealed record TrailQuery
{
    private const int LargestSize = 1000;

    public DateTimeOffset? Since { get; private init; }
    public DateTimeOffset? Until { get; private init; }
    public string? Actor { get; private init; }
    public string? Action { get; private init; }
    public string? ResourceType { get; private init; }
    public string? ResourceId { get; private init; }
    public string? Outcome { get; private init; }
    public int PageNumber { get; private init; }
    public int PageSize { get; private init; }
    public int Skip => (int)Math.Min((PageNumber - 1L) * PageSize, int.MaxValue);

    public static Result<TrailQuery> Of(IQueryCollection query)
    {
        if (!TryTime(query["since"], out var since))
        {
            return Refusal.Malformed("since is no time: write it like 2026-05-30T17:52:46.000Z.");
        }

        if (!TryTime(query["until"], out var until))
        {
            return Refusal.Malformed("until is no time: write it like 2026-05-30T17:52:46.000Z.");
        }

        return new TrailQuery
        {
            Since = since,
            Until = until,
            Actor = SearchText.Of(query["filter[actor]"]),
            Action = SearchText.Of(query["filter[action]"]),
            ResourceType = SearchText.Of(query["filter[resource][type]"]),
            ResourceId = SearchText.Of(query["filter[resource][id]"]),
            Outcome = SearchText.Of(query["filter[outcome]"]),
            PageNumber = Number(query["page[number]"], 1),
            PageSize = Math.Min(Number(query["page[size]"], LargestSize), LargestSize),
        };
    }

    /// <summary>The entries of one organization, or of the whole site.</summary>
    public IQueryable<AuditEntry> From(PlatformDbContext db, OrganizationId? organization)
    {
        var entries = db.AuditEntries.AsNoTracking();
        entries = organization is null ? entries : entries.Where(e => e.OrganizationId == organization);
        entries = Since is { } since ? entries.Where(e => e.At > since) : entries;
        entries = Until is { } until ? entries.Where(e => e.At < until) : entries;
        entries = Actor is { } actor ? entries.Where(e => e.ActorId == actor || e.ActorName == actor) : entries;
        entries = Action is { } action ? entries.Where(e => e.Action == action) : entries;
        entries = ResourceType is { } type ? entries.Where(e => e.ResourceType == type) : entries;
        entries = ResourceId is { } id ? entries.Where(e => e.ResourceId == id) : entries;
        return Outcome is null ? entries
            : Enum.TryParse<AuditOutcome>(Outcome, ignoreCase: true, out var outcome) && Enum.IsDefined(outcome) ? entries.Where(e => e.Outcome == outcome)
            : entries.Where(_ => false);
    }

    private static bool TryTime(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var read))
        {
            return false;
        }

        time = read;
        return true;
    }

    private static int Number(string? text, int otherwise) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : otherwise;
}
