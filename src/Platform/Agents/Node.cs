using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Platform.Agents;

/// <summary>A server with the role <c>Worker</c>, as it last spoke of itself.</summary>
public sealed class Node
{
    /// <summary>How often a node says that it lives.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    /// <summary>A node that was silent for longer than this is taken for gone.</summary>
    public static readonly TimeSpan Silence = 3 * Beat;

    public required string Name { get; init; }

    /// <summary>Why it cannot carry out jobs; null when it can, and while it is being checked.</summary>
    public string? Problem { get; set; }

    public required DateTimeOffset SeenAt { get; set; }
}

internal sealed class NodeMapping : IEntityTypeConfiguration<Node>
{
    public const int LongestProblem = 2000;

    public void Configure(EntityTypeBuilder<Node> builder)
    {
        builder.HasKey(n => n.Name);
        builder.Property(n => n.Name).HasMaxLength(200);
        builder.Property(n => n.Problem).HasMaxLength(LongestProblem);
    }
}
