using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Platform.Audit;

/// <summary>The settings of the section <c>Audit</c>.</summary>
public sealed class AuditOptions
{
    public const string Section = "Audit";

    /// <summary>For how many days entries are kept; null: for ever.</summary>
    [Range(1, 36500)]
    public int? RetentionDays { get; set; }

    public AuditWebhookOptions Webhook { get; set; } = new();

    public AuditSyslogOptions Syslog { get; set; } = new();
}

/// <summary>Where the trail is posted to as it grows.</summary>
public sealed class AuditWebhookOptions
{
    /// <summary>An address of http or https, also a private one: whoever sets it administers the site. Null: nowhere.</summary>
    public Uri? Url { get; set; }

    /// <summary>Signs each request; null: it is not signed.</summary>
    public string? Secret { get; set; }
}

/// <summary>Where the trail is sent to by syslog as it grows.</summary>
public sealed class AuditSyslogOptions
{
    /// <summary><c>udp://HOST:PORT</c>, <c>tcp://HOST:PORT</c> or <c>tls://HOST:PORT</c>; null: nowhere.</summary>
    public Uri? Endpoint { get; set; }
}

internal sealed class AuditOptionsValidation : IValidateOptions<AuditOptions>
{
    public ValidateOptionsResult Validate(string? name, AuditOptions options)
    {
        if (options.Webhook.Url is { } url && url is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            return ValidateOptionsResult.Fail($"The setting Audit:Webhook:Url is '{url}': write an address such as https://collector.example.com/audit.");
        }

        return options.Syslog.Endpoint is { } endpoint && endpoint is not { IsAbsoluteUri: true, Scheme: "udp" or "tcp" or "tls", Host.Length: > 0, Port: > 0, AbsolutePath: "" or "/" }
            ? ValidateOptionsResult.Fail($"The setting Audit:Syslog:Endpoint is '{endpoint}': write udp://HOST:PORT, tcp://HOST:PORT or tls://HOST:PORT.")
            : ValidateOptionsResult.Success;
    }
}
