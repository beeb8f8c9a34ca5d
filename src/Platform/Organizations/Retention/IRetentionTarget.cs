using Platform.Contracts.Ids;

namespace Platform.Organizations.Retention;

/// <summary>What a data retention policy can be set on: an organization, or one of its workspaces, whose own goes before the organization's.</summary>
internal interface IRetentionTarget
{
    /// <summary>The policy that was set here; null: none was.</summary>
    DataRetentionPolicyId? RetentionPolicyId { get; set; }

    /// <summary>After how many days data that nothing uses any more is deleted; null, where there is a policy: never.</summary>
    int? RetentionDays { get; set; }
}
