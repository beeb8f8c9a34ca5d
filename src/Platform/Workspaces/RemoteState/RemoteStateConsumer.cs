using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Contracts.Ids;

namespace Platform.Workspaces.RemoteState;

/// <summary>A workspace whose runs may read the state of another.</summary>
public sealed class RemoteStateConsumer
{
    /// <summary>The workspace that shares its state.</summary>
    public required WorkspaceId WorkspaceId { get; init; }

    /// <summary>The workspace whose runs read it.</summary>
    public required WorkspaceId ConsumerId { get; init; }
}

internal sealed class RemoteStateConsumerMapping : IEntityTypeConfiguration<RemoteStateConsumer>
{
    public void Configure(EntityTypeBuilder<RemoteStateConsumer> builder)
    {
        builder.HasKey(c => new { c.WorkspaceId, c.ConsumerId });
        builder.HasIndex(c => c.ConsumerId);
        builder.HasOne<Workspace>().WithMany().HasForeignKey(c => c.WorkspaceId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Workspace>().WithMany().HasForeignKey(c => c.ConsumerId).OnDelete(DeleteBehavior.Cascade);
    }
}
