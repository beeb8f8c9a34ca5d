using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Platform.JsonApi;

/// <summary>Which page of a list is asked for: <c>page[number]</c> from 1, <c>page[size]</c> 20 unless told, at most 100 (protocol.md §3.4).</summary>
public sealed record PageRequest
{
    private const int DefaultSize = 20;
    private const int LargestSize = 100;
    private readonly HttpRequest _request;

    private PageRequest(HttpRequest request, int number, int size)
    {
        _request = request;
        Number = number;
        Size = size;
    }

    public int Number { get; }
    public int Size { get; }

    /// <summary>How many items lie before the page.</summary>
    public int Skip => (int)Math.Min((Number - 1L) * Size, int.MaxValue);

    /// <summary>Reads the query; what is no number or out of range counts as not said.</summary>
    public static ValueTask<PageRequest?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var query = context.Request.Query;
        var number = Read(query["page[number]"], 1);
        var size = Math.Min(Read(query["page[size]"], DefaultSize), LargestSize);
        return ValueTask.FromResult<PageRequest?>(new PageRequest(context.Request, number, size));
    }

    internal Pagination Describe(int totalCount)
    {
        var pages = Math.Max(1, (totalCount + Size - 1) / Size);
        return new Pagination(Number, Size, Number > 1 ? Math.Min(Number - 1, pages) : null, Number < pages ? Number + 1 : null, pages, totalCount);
    }

    internal IReadOnlyDictionary<string, string?> Links(int totalCount)
    {
        var pagination = Describe(totalCount);
        return new Dictionary<string, string?>
        {
            ["self"] = Address(Number),
            ["first"] = Address(1),
            ["prev"] = pagination.PrevPage is { } prev ? Address(prev) : null,
            ["next"] = pagination.NextPage is { } next ? Address(next) : null,
            ["last"] = Address(pagination.TotalPages),
        };
    }

    internal OpenPagination DescribeUnknown(bool hasMore) => new(Number, Size, Number > 1 ? Number - 1 : null, hasMore ? Number + 1 : null);

    internal IReadOnlyDictionary<string, string?> LinksOfUnknown(bool hasMore) => new Dictionary<string, string?>
    {
        ["self"] = Address(Number),
        ["first"] = Address(1),
        ["prev"] = Number > 1 ? Address(Number - 1) : null,
        ["next"] = hasMore ? Address(Number + 1) : null,
    };

    private static int Read(string? text, int otherwise) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : otherwise;

    private string Address(int page)
    {
        var query = new QueryBuilder(_request.Query.Where(pair => pair.Key is not ("page[number]" or "page[size]")))
        {
            { "page[number]", page.ToString(CultureInfo.InvariantCulture) },
            { "page[size]", Size.ToString(CultureInfo.InvariantCulture) },
        };
        return $"{_request.Scheme}://{_request.Host}{_request.Path}{query}";
    }

    internal sealed record OpenPagination(int CurrentPage, int PageSize, int? PrevPage, int? NextPage);

    internal sealed record Pagination(int CurrentPage, int PageSize, int? PrevPage, int? NextPage, int TotalPages, int TotalCount);
}
