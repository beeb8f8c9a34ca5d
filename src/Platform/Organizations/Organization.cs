using Platform.Contracts.Ids;
using Platform.Organizations.Retention;
using Platform.Persistence;

namespace Platform.Organizations;

/// <summary>What a configuration names with <c>organization =</c>: it owns projects, workspaces and a data key of its own.</summary>
public sealed class Organization : ConcurrentEntity, IRetentionTarget
{
    public required OrganizationId Id { get; init; }

    /// <summary>Letters, digits, dashes and underscores, 3 to 40 of them, unique without regard to case.</summary>
    public required string Name { get; set; }

    /// <summary><see cref="Name"/> in lower case, which is how it is looked up.</summary>
    public required string NormalizedName { get; set; }

    public string? Email { get; set; }

    /// <summary>Where workspaces run when neither they nor their project say it.</summary>
    public ExecutionMode DefaultExecutionMode { get; set; }

    public required ProjectId DefaultProjectId { get; set; }

    /// <inheritdoc cref="IRetentionTarget.RetentionPolicyId"/>
    public DataRetentionPolicyId? RetentionPolicyId { get; set; }

    /// <inheritdoc cref="IRetentionTarget.RetentionDays"/>
    public int? RetentionDays { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
