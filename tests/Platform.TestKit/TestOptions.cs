namespace Platform.TestKit;

/// <summary>What a test's platform runs on.</summary>
public enum TestDatabase
{
    Sqlite,
    PostgreSql,
}

/// <summary>How a test's platform is started.</summary>
public sealed record TestOptions
{
    public TestDatabase Database { get; init; } = TestDatabase.Sqlite;

    /// <summary>Whether it carries out plans and applies. Most tests of the API do without, and start sooner.</summary>
    public bool Workers { get; init; } = true;

    /// <summary>Settings on top, for example <c>Sandbox:Time</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether a server that is a process of its own is an ordinary user's, although the tests are root's.</summary>
    public bool OrdinaryUser { get; init; }

    /// <summary>A PEM file of the authority that vouches for the server, where that is not its own.</summary>
    public string? CertificateAuthorityPath { get; init; }

    /// <summary>Environment variables of the server, where it is a process of its own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
