using System.Collections.Concurrent;

namespace Platform.Sandbox.Network;

/// <summary>Which hosts were asked for, how often, and whether they were refused.</summary>
internal sealed class ContactLog
{
    // A sandbox may ask for as many names as it likes; what it can make us remember has an end.
    private const int MostHosts = 10_000;

    private readonly ConcurrentDictionary<(string Host, int Port, bool Refused), int> _times = new();

    internal void Add(string host, int port, bool refused)
    {
        var contact = (host.ToLowerInvariant(), port, refused);
        if (_times.Count < MostHosts || _times.ContainsKey(contact))
        {
            _times.AddOrUpdate(contact, 1, (_, times) => times + 1);
        }
    }

    internal IReadOnlyList<HostContact> All() =>
        [.. _times.Select(entry => new HostContact(entry.Key.Host, entry.Key.Port, entry.Value, entry.Key.Refused)).OrderBy(contact => contact.Host, StringComparer.Ordinal).ThenBy(contact => contact.Port)];
}
