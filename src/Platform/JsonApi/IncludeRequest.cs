using Microsoft.AspNetCore.Http;

namespace Platform.JsonApi;

/// <summary>Which related resources are asked for: <c>include=a,b.c</c>, in snake case or kebab case, in any order (protocol.md §3.4).</summary>
public sealed record IncludeRequest(IReadOnlyList<string> Names)
{
    private static readonly IncludeRequest Nothing = new([]);

    /// <summary>Reads the query; names are turned into kebab case.</summary>
    public static ValueTask<IncludeRequest?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!context.Request.QueryString.HasValue || !context.Request.Query.TryGetValue("include", out var sent))
        {
            return ValueTask.FromResult<IncludeRequest?>(Nothing);
        }

        var names = sent.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return ValueTask.FromResult<IncludeRequest?>(new IncludeRequest([.. names.Select(name => name.Replace('_', '-')).Distinct(StringComparer.Ordinal)]));
    }
}
