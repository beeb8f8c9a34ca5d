using Microsoft.AspNetCore.Http;

namespace Platform.StateVersions;

/// <summary>Asks clients that apply locally to send their state while they work, not only at the end (protocol.md §3.2).</summary>
internal static class SnapshotOffer
{
    private const string IntervalInSeconds = "30";

    extension(HttpContext http)
    {
        /// <summary>Adds the header; clients read it whatever the status is.</summary>
        public void OfferSnapshots() => http.Response.Headers["x-terraform-snapshot-interval"] = IntervalInSeconds;
    }
}
