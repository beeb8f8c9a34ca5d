namespace Platform.IntegrationTests.Compatibility;

/// <summary>The two ways in which a configuration names the platform.</summary>
public enum Backend
{
    /// <summary><c>backend "remote" {}</c>.</summary>
    Remote,

    /// <summary><c>cloud {}</c>.</summary>
    Cloud,
}
