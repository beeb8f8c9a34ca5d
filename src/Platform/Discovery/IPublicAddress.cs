namespace Platform.Discovery;

/// <summary>Where the site is reached from outside: the base of every absolute address that is handed out.</summary>
public interface IPublicAddress
{
    /// <summary>Scheme, host and port, with a trailing slash.</summary>
    Uri Url { get; }

    /// <summary>Host as a configuration names it (<c>hostname =</c>): with its port unless that is 443.</summary>
    string Host { get; }
}
