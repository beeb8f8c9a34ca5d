using System.ComponentModel.DataAnnotations;

namespace Platform.Organizations.Retention;

/// <summary>The settings of the section <c>Retention</c>.</summary>
public sealed class RetentionOptions
{
    public const string Section = "Retention";

    /// <summary>For how many days deleted data of states and configurations can be brought back.</summary>
    [Range(1, 3650)]
    public int GraceDays { get; set; } = 7;
}
