using System.Diagnostics;
using OpenTelemetry;

namespace Platform.Server.Metrics;

/// <summary>Keeps out of traces what is a permission by itself: addresses that need no token, and what comes after a question mark.</summary>
internal sealed class SecretPaths : BaseProcessor<Activity>
{
    private static readonly string[] Secret = ["/signed/", "/sign-in-link/"];
    private static readonly string[] PathTags = ["url.path", "url.full", "http.target", "http.url"];

    public override void OnEnd(Activity data)
    {
        ArgumentNullException.ThrowIfNull(data);
        foreach (var tag in PathTags)
        {
            if (data.GetTagItem(tag) is string path)
            {
                data.SetTag(tag, Shorten(path));
            }
        }

        if (data.GetTagItem("url.query") is not null)
        {
            data.SetTag("url.query", null);
        }

        data.DisplayName = Shorten(data.DisplayName);
    }

    private static string Shorten(string text)
    {
        var question = text.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? text : text[..question];
        foreach (var prefix in Secret)
        {
            var at = path.IndexOf(prefix, StringComparison.OrdinalIgnoreCase);
            if (at >= 0)
            {
                return path[..(at + prefix.Length)] + "…";
            }
        }

        return path;
    }
}
