namespace Platform.Secrets;

/// <summary>The settings of the section <c>Secrets</c>.</summary>
public sealed class SecretsOptions
{
    public const string Section = "Secrets";

    /// <summary>The master keys themselves, <c>VERSION:BASE64</c> separated by commas, each of 32 bytes. Unset: they are kept in <see cref="MasterKeyFile"/>.</summary>
    public string? MasterKeys { get; set; }

    /// <summary>The file of the master keys, made at first start. Unset: <c>keys/master</c> in the shared folder.</summary>
    public string? MasterKeyFile { get; set; }
}
