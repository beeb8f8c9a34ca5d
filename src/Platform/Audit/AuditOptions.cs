using System.ComponentModel.DataAnnotations;

namespace Platform.Audit;

/// <summary>The settings of the section <c>Audit</c>.</summary>
public sealed class AuditOptions
{
    public const string Section = "Audit";

    /// <summary>For how many days entries are kept; null: for ever.</summary>
    [Range(1, 36500)]
    public int? RetentionDays { get; set; }
}
