using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Audit;

/// <summary>Reads the audit trail: of an organization with its own token or for who may, and of the site for its administrators.</summary>
internal sealed class ReadTrail(PlatformDbContext db, Authorizer access, FindOrganization organizations)
{
    private const string JsonLines = "application/x-ndjson";
    private const int Batch = 500;

    /// <summary>TFE's route, which names no organization: its token does. Oldest first, so that pages stay as they are while entries come.</summary>
    [Answers(200, MediaType = "application/json")]
    [ReadsQueryOf(typeof(TrailQuery))]
    public static async Task<IResult> HandleOfTokenAsync(HttpRequest http, ReadTrail read, CancellationToken cancellationToken) =>
        read.OfToken().TryGet(out var organization, out var refusal)
            ? await read.PageAsync(organization.Id, http.Query, oldestFirst: true, cancellationToken)
            : JsonApiResults.Refused(refusal);

    /// <summary>For people: newest first.</summary>
    [Answers(200, MediaType = "application/json")]
    [ReadsQueryOf(typeof(TrailQuery))]
    public static async Task<IResult> HandleAsync(string organization, HttpRequest http, ReadTrail read, CancellationToken cancellationToken) =>
        (await read.OfOrganizationAsync(organization, cancellationToken)).TryGet(out var found, out var refusal)
            ? await read.PageAsync(found.Id, http.Query, oldestFirst: false, cancellationToken)
            : JsonApiResults.Refused(refusal);

    [Answers(200, MediaType = JsonLines)]
    [ReadsQueryOf(typeof(TrailQuery))]
    public static async Task<IResult> HandleDownloadAsync(string organization, HttpRequest http, ReadTrail read, CancellationToken cancellationToken) =>
        (await read.OfOrganizationAsync(organization, cancellationToken)).TryGet(out var found, out var refusal)
            ? read.Download(found.Id, http)
            : JsonApiResults.Refused(refusal);

    /// <summary>Of the site: all organizations, and what concerns none.</summary>
    [Answers(200, MediaType = "application/json")]
    [ReadsQueryOf(typeof(TrailQuery))]
    public static async Task<IResult> HandleSiteAsync(HttpRequest http, ReadTrail read, CancellationToken cancellationToken) =>
        read.OfSite().TryGet(out _, out var refusal) ? await read.PageAsync(null, http.Query, oldestFirst: false, cancellationToken) : JsonApiResults.Refused(refusal);

    [Answers(200, MediaType = JsonLines)]
    [ReadsQueryOf(typeof(TrailQuery))]
    public static IResult HandleSiteDownload(HttpRequest http, ReadTrail read) =>
        read.OfSite().TryGet(out _, out var refusal) ? read.Download(null, http) : JsonApiResults.Refused(refusal);

    private Result<Trail> OfToken() => access.Caller is { Kind: CallerKind.Organization or CallerKind.AuditTrail, OrganizationId: { } own }
        ? new Trail(own)
        : Refusal.Forbidden("This needs the token of an organization, or its token for audit trails; people read organizations/NAME/audit-trail.");

    private Result<Trail> OfSite() => access.CanAdministerSite ? new Trail(null) : Refusal.NotFound("audit trail of the site");

    private async Task<Result<Trail>> OfOrganizationAsync(string organization, CancellationToken cancellationToken)
    {
        if (!(await organizations.ExecuteAsync(organization, cancellationToken)).TryGet(out var found, out var refusal))
        {
            return refusal;
        }

        return await access.CanAsync(Permission.ReadAudit, found.Id, cancellationToken)
            ? new Trail(found.Id)
            : Refusal.Forbidden("You may see this organization but not its audit trail.");
    }

    private async Task<IResult> PageAsync(OrganizationId? organization, IQueryCollection asked, bool oldestFirst, CancellationToken cancellationToken)
    {
        if (!TrailQuery.Of(asked).TryGet(out var query, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var all = query.From(db, organization);
        var ordered = oldestFirst ? all.OrderBy(e => e.At).ThenBy(e => e.Id) : all.OrderByDescending(e => e.At).ThenByDescending(e => e.Id);
        var rows = await ordered.Skip(query.Skip).Take(query.PageSize).ToListAsync(cancellationToken);
        var count = await all.CountAsync(cancellationToken);
        var pages = Math.Max(1, (int)Math.Ceiling(count / (double)query.PageSize));
        var pagination = new TrailPagination(
            query.PageNumber, query.PageNumber > 1 ? Math.Min(query.PageNumber - 1, pages) : null, query.PageNumber < pages ? query.PageNumber + 1 : null, pages, count);
        return TypedResults.Json(new TrailPage([.. rows.Select(TrailDocument.Of)], pagination), TrailDocument.Options);
    }

    private IResult Download(OrganizationId? organization, HttpRequest http) =>
        TrailQuery.Of(http.Query).TryGet(out var query, out var refusal)
            ? TypedResults.Stream(stream => WriteAsync(query.From(db, organization), stream, http.HttpContext.RequestAborted), JsonLines, "audit-trail.jsonl")
            : JsonApiResults.Refused(refusal);

    /// <summary>Writes sealed entries, one a line, oldest first, in batches: no query stays open while a slow client reads.</summary>
    private static async Task WriteAsync(IQueryable<AuditEntry> entries, Stream stream, CancellationToken cancellationToken)
    {
        var last = 0L;
        while (true)
        {
            var rows = await entries.Where(e => e.Sequence > last).OrderBy(e => e.Sequence).Take(Batch).ToListAsync(cancellationToken);
            foreach (var row in rows)
            {
                await JsonSerializer.SerializeAsync(stream, TrailDocument.Of(row), TrailDocument.Options, cancellationToken);
                await stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
            }

            if (rows.Count < Batch)
            {
                return;
            }

            last = rows[^1].Sequence!.Value;
        }
    }

    private sealed record Trail(OrganizationId? Id);
}
